import type { Finding } from '../diagnose.ts';
import type { BankConsent, BooksReport, JobsReport, RedisReport } from '../ports.ts';

/** What the reports of the books and of the queue mean. Pure: what was seen comes in, a finding goes out. */

/** Leases, deadlines of doubts and places of lines go by the database's clock, beside ours. Milliseconds. */
const MOST_AHEAD_MS = 5_000;
/** A refresh token of Sanbod was seen to live for about a year (contracts.md 6.2); told a month before that. */
const CONSENT_AGE_MS = 335 * 86_400_000;
/** A consent whose code is being made a token takes seconds. */
const TAKEN_MS = 10 * 60_000;

export const NOTHING_YET = 'not there yet: it is made at the first start';

export function judgeMigrations({ migrations: { ran, missing } }: BooksReport): Finding {
  if (missing.length === 0) return { status: 'ok', note: `all ${ran} have run` };
  if (ran === 0) return { status: 'ok', note: NOTHING_YET };
  return {
    status: 'failed',
    note: `${ran} have run, and these have not: ${missing.join(', ')}`,
    remedy: 'Run zangpay migrate, or start the server, which does it by itself.',
  };
}

/** @param live whether payments here are of real money */
export function judgeDurability({ durable, kind }: BooksReport, live: boolean): Finding {
  if (durable) return { status: 'ok', note: 'fsync and synchronous_commit are on' };
  const note =
    kind === 'embedded'
      ? 'the embedded store does not fsync: a power cut may lose what was written last'
      : 'fsync or synchronous_commit is off: a power cut may lose what was written last';
  if (!live) return { status: 'ok', note: `${note}, which is enough for the sandbox` };
  return { status: 'failed', note, remedy: 'Use a PostgreSQL with both on: no server starts without.' };
}

export function judgeDatabaseClock({ aheadMs }: BooksReport): Finding {
  if (Math.abs(aheadMs) <= MOST_AHEAD_MS) {
    return { status: 'ok', note: `within ${MOST_AHEAD_MS / 1_000} s of this machine's` };
  }
  return {
    status: 'failed',
    note: `this machine's clock is ${driftText(aheadMs)} the database's`,
    remedy: 'Let both machines set their clocks by NTP (timedatectl set-ntp true).',
  };
}

/** `12 s ahead of`, `3 min behind`. */
export function driftText(aheadMs: number): string {
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  const size = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return aheadMs > 0 ? `${size} ahead of` : `${size} behind`;
}

/** @param where `in the database`, `on Redis` */
export function judgeJobs(jobs: JobsReport | null, where: string): Finding {
  if (jobs === null) return { status: 'ok', note: `${where}; ${NOTHING_YET}` };
  const { failed, waiting } = jobs;
  if (failed === 0) return { status: 'ok', note: `${where}; ${waiting} results wait to be recorded` };
  return {
    status: 'failed',
    note: `${where}; ${failed} results were tried for an hour and a half and could not be recorded`,
    remedy: 'The log of the server says why. Settle them with zangpay payments list --unknown and resolve.',
  };
}

/** @param live whether payments here are of real money */
export function judgeRedis({ evicts, persists, jobs }: RedisReport, host: string, live: boolean): Finding {
  if (evicts) {
    return {
      status: 'failed',
      note: `Redis at ${host} may throw results of payments away when its memory is full`,
      remedy: 'Set its maxmemory-policy to noeviction.',
    };
  }
  if (!persists && live) {
    return {
      status: 'failed',
      note: `Redis at ${host} forgets what waits in it when it crashes`,
      remedy: 'Set its appendonly to yes.',
    };
  }
  return judgeJobs(jobs, `on Redis at ${host}`);
}

/** @param now milliseconds since the epoch */
export function judgeConsents({ consents, unopened }: BooksReport, now: number): Finding {
  if (unopened.length > 0) {
    return {
      status: 'failed',
      note: `the token of consent ${unopened.join(', ')} cannot be opened: ZANGPAY_SECRET is not what it was`,
      remedy: 'Set it to what it was, or let the account holder consent anew: zangpay sanbod connect',
    };
  }
  const connected = consents.filter(({ status }) => status === 'connected');
  const [worst] = consents.flatMap((consent) => trouble(consent, now) ?? []);
  if (worst !== undefined) return worst;
  if (connected.length === 0) return { status: 'ok', note: 'no bank is connected' };
  const next = Math.min(...connected.map(({ renewAt }) => renewAt ?? Number.POSITIVE_INFINITY));
  const when = next <= now ? 'before its next use' : `at ${new Date(next).toISOString()}`;
  return { status: 'ok', note: `${connected.length} connected; the first token is renewed ${when}` };
}

/** A token that waits to be renewed is well: whoever uses it next does that. */
function trouble({ consentId, status, renewedAt, renewAt, askedAt }: BankConsent, now: number) {
  const failed = (what: string, remedy: string): Finding => ({
    status: 'failed',
    note: `consent ${consentId} ${what}`,
    remedy,
  });
  switch (status) {
    case 'connected':
      return renewedAt !== null && now - renewedAt > CONSENT_AGE_MS
        ? failed(
            `was renewed last at ${new Date(renewedAt).toISOString()}, and is about to end`,
            'Use it, or let the account holder consent anew: zangpay sanbod connect',
          )
        : null;
    case 'revoked':
      return renewAt === null
        ? null
        : failed(
            'is revoked here, and Sanbod has not confirmed it',
            `Run it again: zangpay sanbod revoke ${consentId}`,
          );
    case 'taken':
      return now - askedAt > TAKEN_MS
        ? failed(
            'came back from the bank, and was never connected',
            `End it with zangpay sanbod revoke ${consentId}, and ask again: zangpay sanbod connect`,
          )
        : null;
    case 'asked':
    case 'expired':
    case 'refused':
    case 'failed':
      return null;
  }
}
