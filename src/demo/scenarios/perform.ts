import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { requireAlone } from '../../compose.ts';
import type { DemoConfig } from '../../config.ts';
import { type Demo, startDemo } from '../demo.ts';
import { startSipPhone } from '../telephone/sip-phone.ts';
import { CAST } from './lines.ts';
import { type Played, play } from './play.ts';
import type { Scenario } from './scenario.ts';
import { SETTINGS } from './settings.ts';
import { castSeats } from './stage.ts';

/** A person takes a moment before keying, and whoever watches can follow. */
const THINKING_MS = 1_200;

/**
 * Starts all that a scenario takes, with its lines and the operators at their seats. Its books are its own and begin
 * empty, since what an earlier run has left in doubt would change what is told: they are in `dataDir`/scenario.
 */
export async function startScenario(
  { dataDir, cacheDir }: Pick<DemoConfig, 'dataDir' | 'cacheDir'>,
  { setting = 'usual' }: Scenario,
  tell: (line: string) => void,
): Promise<Demo> {
  const folder = scenarioFolder(dataDir);
  await requireAlone(folder);
  await rm(folder, { recursive: true, force: true });
  const piece = { merchants: [CAST], ...SETTINGS[setting], answers: 'the lines of the scenarios' };
  const demo = await startDemo({ dataDir: folder, cacheDir }, piece, tell);
  castSeats(demo.telephone);
  return demo;
}

/** Where the books of the scenario that was played last are. */
export function scenarioFolder(dataDir: string): string {
  return join(dataDir, 'scenario');
}

/** Plays it at a pace that people can follow. */
export async function perform(
  { server, telephone, asterisk, sandbox }: Demo,
  scenario: Scenario,
): Promise<Played> {
  const sipPhone = startSipPhone({ trunk: { host: asterisk.sipHost, port: asterisk.sipPort } });
  const { operations } = server;
  const ground = { operations, telephone, sipPhone, bankUrl: sandbox.url, keyed: new Set<string>() };
  try {
    return await play(scenario, { ...ground, thinkMs: THINKING_MS });
  } finally {
    await sipPhone.stop();
  }
}
