import { connectControl } from '../adapters/control/client.ts';
import { createLogger } from '../adapters/logger.ts';
import { probeSandbox } from '../adapters/paystar/sandbox-probe.ts';
import { type Check, type CheckResult, type Diagnosis, diagnose } from '../application/diagnose.ts';
import { judgeServer, judgeSettings } from '../application/diagnosis/services.ts';
import { type Config, type Problem, VERSION } from '../config.ts';
import { asteriskChecks } from './doctor/asterisk.ts';
import { askedOf, booksChecks, LOOK_AT_THE_SERVER, notSetUp } from './doctor/books.ts';
import type { Examination } from './doctor/context.ts';
import { placeChecks } from './doctor/place.ts';
import { serviceChecks } from './doctor/services.ts';
import { system } from './system.ts';

export interface ExamineOptions {
  /** Hears each result as it comes. */
  readonly tell?: (result: CheckResult) => void;
  /** How long one step of a look may take, in milliseconds. */
  readonly patienceMs?: number;
  /** Hears how many checks there are. */
  readonly begin?: (names: readonly string[]) => void;
}

const PATIENCE_MS = 8_000;
/** A check may take a few steps: what they need beyond the longest of them. */
const STEPS_MS = 4_000;

/** Looks at everything that a server stands on, and at the one that runs on this data folder. Changes nothing. */
export async function examine(
  { config, problems }: { readonly config: Config; readonly problems: readonly Problem[] },
  { tell, begin = () => undefined, patienceMs = PATIENCE_MS }: ExamineOptions = {},
): Promise<Diagnosis> {
  await using opened = new AsyncDisposableStack();
  const ill = new Set(problems.map(({ variable }) => variable));
  const deadlineMs = patienceMs + STEPS_MS;
  const examination: Examination = {
    config,
    uses: (...variables) => (variables.some((variable) => ill.has(variable)) ? ['settings'] : []),
    running: await connectControl(config.dataDir, deadlineMs).catch(() => null),
    ...{ system, opened, patienceMs, log: createLogger({ level: 'silent' }) },
    isLive: () => isLive(config),
  };
  const { books, consents } = booksChecks(examination);
  const checks = [
    settingsCheck(problems),
    ...placeChecks(examination),
    ...books,
    ...asteriskChecks(examination),
    ...serviceChecks(examination),
  ];
  const all = [...checks, consents, serverCheck(examination)];
  begin(all.map(({ name }) => name));
  return await diagnose(all, { system, deadlineMs, ...(tell && { tell }) });
}

/** A gateway on a private address that does not answer is nobody's. */
async function isLive({ gateway: { baseUrl, isPrivate } }: Config): Promise<boolean> {
  return !isPrivate || (await probeSandbox(baseUrl)) === 'live';
}

function settingsCheck(problems: readonly Problem[]): Check {
  return {
    ...{ name: 'settings', needs: [], remedy: 'See zangpay config.' },
    look: async () => judgeSettings(problems),
  };
}

/** The server's own word comes last: what it stands on is looked at before. */
function serverCheck({ running, config }: Examination): Check {
  const name = 'server';
  if (running === null) {
    return { ...notSetUp(name, `none runs on ${config.dataDir}: zangpay serve`), needs: ['disk'] };
  }
  const ami = config.ami === null ? [] : ['asterisk.ami'];
  return {
    name,
    needs: ['disk', 'database', 'queue', 'asterisk.app', ...ami, 'paystar.gateway'],
    remedy: LOOK_AT_THE_SERVER,
    look: async () => judgeServer(await askedOf(running.health()), VERSION),
  };
}
