import { connectAmi } from '../../adapters/asterisk/ami.ts';
import { openAsteriskLook } from '../../adapters/asterisk/look.ts';
import type { Check, Finding } from '../../application/diagnose.ts';
import { notSetUp } from './books.ts';
import type { Examination } from './context.ts';
import { answerOf } from './reach.ts';

const START_IT = 'Start it, or set ARI_URL to where its ARI listens.';

/** Asterisk: that it is there, and then its two doors, each with a password of its own. */
export function asteriskChecks(examination: Examination): readonly Check[] {
  const { config, uses, running, opened } = examination;
  const { url, username, app } = config.ari;
  const look = openAsteriskLook(config.ari);
  opened.defer(() => look.close());
  return [
    {
      name: 'asterisk',
      needs: uses('ARI_URL'),
      remedy: START_IT,
      look: () => answerOf(examination, url, { who: 'Asterisk', remedy: START_IT }),
    },
    {
      name: 'asterisk.ari',
      needs: [...uses('ARI_USERNAME', 'ARI_PASSWORD'), 'asterisk'],
      remedy: 'Make ARI_USERNAME and ARI_PASSWORD those of its ari.conf.',
      look: async () => ({ status: 'ok', note: `version ${await look.version()} lets "${username}" in` }),
    },
    {
      name: 'asterisk.app',
      needs: [...uses('ARI_APP'), 'asterisk.ari'],
      remedy: 'Look at the log of Asterisk.',
      look: async () => judgeApp(await look.hasApp(app), app, running !== null),
    },
    amiCheck(examination),
  ];
}

function judgeApp(isConnected: boolean, app: string, isServed: boolean): Finding {
  if (isConnected) return { status: 'ok', note: `"${app}" is connected: calls arrive` };
  if (!isServed) return { status: 'notSetUp', note: `"${app}" is not connected: no server runs here` };
  return {
    status: 'failed',
    note: `a server runs here, and "${app}" is not connected: it gets no calls`,
    remedy: 'Its log says why. See that ARI_URL and ARI_APP are what it was started with.',
  };
}

function amiCheck({ config: { ami }, uses }: Examination): Check {
  const name = 'asterisk.ami';
  const wrong = uses('AMI_HOST', 'AMI_PORT', 'AMI_USERNAME', 'AMI_PASSWORD');
  if (ami === null && wrong.length === 0)
    return notSetUp(name, 'no call can be placed: AMI_PASSWORD is not set');
  return {
    name,
    needs: [...wrong, 'asterisk'],
    remedy: 'Check AMI_HOST and AMI_PORT, and AMI_USERNAME and AMI_PASSWORD against its manager.conf.',
    async look() {
      if (ami === null) return { status: 'notSetUp', note: 'AMI_PASSWORD is not set' };
      await (await connectAmi(ami)).close();
      return { status: 'ok', note: `answers at ${ami.host}:${ami.port} and lets "${ami.username}" in` };
    },
  };
}
