import type { Finding } from '../diagnose.ts';
import type { Health } from '../health.ts';
import type { ServiceHealth } from '../ports.ts';
import { driftText } from './books.ts';

/** What the settings, outside services and a running server told, as findings. */

/** Kavenegar's clock is a rough one, told in whole seconds over a network. Milliseconds. */
const MOST_AHEAD_MS = 60_000;

export function judgeService(health: ServiceHealth): Finding {
  if (health.ok) return { status: 'ok', note: health.note };
  return { status: 'failed', note: health.wrong, remedy: health.remedy };
}

/** @param now milliseconds since the epoch */
export function judgeToken(health: ServiceHealth, now: number): Finding {
  const { renewAt } = health.ok ? health : { renewAt: undefined };
  if (renewAt === undefined) return { status: 'notSetUp', note: 'there is no token' };
  if (renewAt > now) return { status: 'ok', note: `good until ${new Date(renewAt).toISOString()}` };
  return {
    status: 'failed',
    note: 'one that was given just now is at its end already, so that every request asks for another',
    remedy: 'Check the clock of this machine, and ask the service how long its tokens live.',
  };
}

/** @param aheadMs null: it told no time */
export function judgeClock(aheadMs: number | null): Finding {
  if (aheadMs === null) {
    return {
      status: 'failed',
      note: 'Kavenegar told no time',
      remedy: 'Try again later; meanwhile see timedatectl for whether the clock is set by NTP.',
    };
  }
  if (Math.abs(aheadMs) <= MOST_AHEAD_MS) {
    return { status: 'ok', note: `within a minute of Kavenegar's` };
  }
  return {
    status: 'failed',
    note: `this machine's clock is ${driftText(aheadMs)} Kavenegar's`,
    remedy: 'Set it by NTP (timedatectl set-ntp true), then restart the server.',
  };
}

/** A variable with what is wrong with it and what to do, as two parts of a sentence and a sentence. */
interface SettingProblem {
  readonly variable: string;
  readonly wrong: string;
  readonly remedy: string;
}

export function judgeSettings(problems: readonly SettingProblem[]): Finding {
  const [first, ...others] = problems;
  if (first === undefined) return { status: 'ok', note: 'a server can start with them' };
  const note = problems.map(({ variable, wrong }) => `${variable} ${wrong}`).join('; ');
  if (others.length === 0) return { status: 'failed', note, remedy: first.remedy };
  return { status: 'failed', note, remedy: 'zangpay config says what to do about each.' };
}

/** A server whose parts are all well by themselves may still have lost one of them. */
export function judgeServer({ status, checks, version }: Health, ownVersion: string): Finding {
  const ill = Object.entries(checks).flatMap(([name, check]) =>
    check.status === 'failing' ? [`${name}: ${check.why}`] : [],
  );
  if (ill.length > 0) {
    return {
      status: 'failed',
      note: `it is not well: ${ill.join('; ')}`,
      remedy: 'Its log says more. What it stands on is well: if it stays so, restart it.',
    };
  }
  const takes = status === 'draining' ? 'is ending and takes no new calls' : 'takes calls';
  const other = version === ownVersion ? '' : `; this command is of version ${ownVersion}`;
  return { status: 'ok', note: `version ${version} ${takes}${other}` };
}
