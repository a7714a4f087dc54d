import packageJson from '../package.json' with { type: 'json' };
import { Fault } from './application/fault.ts';
import { booksOf, configOf } from './config/from-values.ts';
import { liveProblems, type Reading, sanbodProblems, startProblems } from './config/guard.ts';
import { type Environment, type Problem, readSetting, type Setting } from './config/setting.ts';
import type { BooksConfig, Config } from './config/shape.ts';
import { VARIABLE_NAMES, type Values, type VariableName } from './config/variables.ts';

export { isPrivateAddress } from './config/address.ts';
export { isNetwork } from './config/network.ts';
export type { Environment, Problem, Setting } from './config/setting.ts';
export type * from './config/shape.ts';
export type { VariableName } from './config/variables.ts';

export const VERSION: string = packageJson.version;

/** The environment of this process. Nothing else in the project reads it. */
export const environment: Environment = process.env;

/** The configuration is wrong. Holds every problem at once; its message tells them all. */
export class ConfigFault extends Fault {
  override readonly name = 'ConfigFault';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], wayOut = '') {
    super(`The configuration is wrong:\n${problems.map(tell).join('\n')}${wayOut}`);
    this.problems = problems;
  }
}

function tell({ variable, wrong, remedy }: Problem): string {
  return `  ${variable} ${wrong}. ${remedy}`;
}

const TWO_WAYS_OUT = `
Two ways on:
  to try it out     run "npx zangpay sandbox", and set PAYSTAR_BASE_URL to the address that it prints
                    (or "npm run demo", which does everything by itself)
  to take payments  set DATABASE_URL to a PostgreSQL, and PAYSTAR_AMOUNT_UNIT, ZANGPAY_PAN_KEY and
                    ZANGPAY_SECRET, which the live gateway asks for`;

/**
 * Reads all that a server needs.
 * @throws ConfigFault with every problem at once, those of the live gateway among them
 */
export function readConfig(env: Environment): Config {
  const { values, problems } = readAll(env, VARIABLE_NAMES);
  const all = [...problems, ...startProblems(values)];
  if (all.length === 0) return configOf(values as Values);
  throw new ConfigFault(all, values.DATABASE_URL === null && !env.PAYSTAR_BASE_URL ? TWO_WAYS_OUT : '');
}

/**
 * Reads a configuration as far as it can be read, for whoever looks for what is wrong: a variable that is not in its
 * form counts as unset. Every problem is told beside it.
 */
export function readConfigAnyway(env: Environment): {
  readonly config: Config;
  readonly problems: readonly Problem[];
} {
  const { values, problems } = readAll(env, VARIABLE_NAMES);
  const ill = problems.map(({ variable }) => variable);
  const config = configOf({ ...values, ...readAll({}, ill).values } as Values);
  return { config, problems: [...problems, ...startProblems(values)] };
}

/** Reads what is needed to open the books, and looks at nothing else. Throws `ConfigFault`. */
export function readBooksConfig(env: Environment): BooksConfig {
  const { values, problems } = readAll(env, [
    'DATABASE_URL',
    'ZANGPAY_DATA_DIR',
    'LOG_LEVEL',
    'ZANGPAY_SECRET',
    'PAYSTAR_IDENTITY_APPLICATION_ID',
    ...SANBOD,
  ]);
  const all = [...problems, ...sanbodProblems(values)];
  if (all.length > 0) throw new ConfigFault(all);
  return booksOf(values as Values);
}

const SANBOD = [
  'SANBOD_BASE_URL',
  'SANBOD_CLIENT_ID',
  'SANBOD_CLIENT_SECRET',
  'SANBOD_REDIRECT_URL',
  'SANBOD_PATHS',
  'SANBOD_CLIENT_PROVIDER',
  'SANBOD_AMOUNT_AS',
] as const;

/** The port that the sandbox listens on unless it is told another, or the fault that there is with it. */
export function readSandboxPort(env: Environment): number | ConfigFault {
  const { values, problems } = readAll(env, ['SANDBOX_PORT']);
  return problems.length > 0 ? new ConfigFault(problems) : (values as Values).SANDBOX_PORT;
}

/** The folder of the sounds, for the commands that make and check them. Throws `ConfigFault`. */
export function readSoundsDir(env: Environment): string {
  const { values, problems } = readAll(env, ['ZANGPAY_SOUNDS']);
  if (problems.length > 0) throw new ConfigFault(problems);
  return (values as Values).ZANGPAY_SOUNDS;
}

/** What the demo needs: it makes everything else itself. */
export interface DemoConfig {
  readonly dataDir: string;
  readonly cacheDir: string;
  /** What setup.sh took; null when it did not run. */
  readonly setupMs: number | null;
}

/** Throws `ConfigFault`. */
export function readDemoConfig(env: Environment): DemoConfig {
  const { values, problems } = readAll(env, ['ZANGPAY_DATA_DIR', 'ZANGPAY_CACHE']);
  if (problems.length > 0) throw new ConfigFault(problems);
  const { ZANGPAY_DATA_DIR: dataDir, ZANGPAY_CACHE: cacheDir } = values as Values;
  const setupMs = env.ZANGPAY_SETUP_MS;
  return { dataDir, cacheDir, setupMs: setupMs === undefined ? null : Number(setupMs) };
}

/** Every variable as it is in force, secrets masked, and every problem that would keep a server from starting. */
export function inspectConfig(env: Environment): {
  readonly settings: readonly Setting[];
  readonly problems: readonly Problem[];
} {
  const { settings, values, problems } = readAll(env, VARIABLE_NAMES);
  return { settings, problems: [...problems, ...startProblems(values)] };
}

/**
 * Refuses a private address that turned out not to be the sandbox, unless everything that the live
 * gateway asks for was given (payment.md, "Live guard"). Throws `ConfigFault`.
 */
export function requireLive(config: Config): void {
  const problems = liveProblems({
    DATABASE_URL: config.databaseUrl,
    PAYSTAR_AMOUNT_UNIT: config.gateway.amountUnit,
    ZANGPAY_PAN_KEY: config.panKey,
    ZANGPAY_SECRET: config.secret,
  });
  if (problems.length > 0) throw new ConfigFault(problems);
}

function readAll(env: Environment, names: readonly VariableName[]) {
  const readings = names.map((name) => readSetting(env, name));
  return {
    settings: readings.map(({ setting }) => setting),
    problems: readings.flatMap((reading) => ('problem' in reading ? [reading.problem] : [])),
    values: Object.fromEntries(
      readings.flatMap((reading) => ('value' in reading ? [[reading.setting.variable, reading.value]] : [])),
    ) as Reading,
  };
}
