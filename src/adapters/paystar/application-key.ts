import type { Log, System } from '../../application/ports.ts';
import { textOf } from '../provider/lenient.ts';
import { shelfInMemory, type Token, TokenKeeper, type TokenShelf } from '../provider/tokens.ts';
import type { Heard, ReplyFrame } from './reply-frame.ts';
import { statusMeaning } from './status-codes.ts';
import { readTehranTime } from './tehran-time.ts';

/** The bearer of an application's requests: PayStar's `api_key`, which lives for 24 hours (contracts.md 2.3). */
export interface ApplicationKey extends Token {
  /** What the next key is asked for with: that of the settings, unless PayStar gave another meanwhile. */
  readonly refreshToken: string;
}

/** There is no key to be had, and so nothing was sent. `remedy` says what a person has to do. */
export class NoApplicationKey extends Error {
  override readonly name = 'NoApplicationKey';
  readonly remedy: string;

  constructor(wrong: string, remedy: string) {
    super(wrong);
    this.remedy = remedy;
  }
}

export interface KeySource {
  readonly refreshToken: string;
  /** Asks `refresh-api-key` with this refresh token. Never rejects. */
  readonly refresh: (refreshToken: string) => Promise<Heard>;
  readonly log: Log;
  readonly system: Pick<System, 'now'>;
  /** In this process unless given. */
  readonly shelf?: TokenShelf<ApplicationKey>;
}

const MINUTE_MS = 60_000;
const BEFORE_END_MS = 15 * MINUTE_MS;
const LIFE_MS = 23 * 60 * MINUTE_MS + 30 * MINUTE_MS;
/** So long a refusal that only a person can mend is not asked for again: PayStar may lock who insists. */
const HOLD_MS = MINUTE_MS;

/** Keeps an application's key fresh. Its `get` and `insteadOf` reject with `NoApplicationKey`. */
export function keepApplicationKey(source: KeySource): TokenKeeper<ApplicationKey> {
  const { system, shelf = shelfInMemory<ApplicationKey>() } = source;
  let held: { readonly fault: NoApplicationKey; readonly until: number } | null = null;
  return new TokenKeeper<ApplicationKey>({
    shelf,
    system,
    async renew(old) {
      if (held !== null && system.now() < held.until) throw held.fault;
      held = null;
      const refreshToken = old?.refreshToken ?? source.refreshToken;
      const heard = await source.refresh(refreshToken);
      const key = readKey(heard, refreshToken, system.now());
      if (key instanceof NoApplicationKey) {
        if (isForAPerson(heard)) held = { fault: key, until: system.now() + HOLD_MS };
        throw key;
      }
      if (key.refreshToken !== refreshToken) {
        source.log.warn(
          { provider: 'paystar' },
          'PayStar gave a new refresh token: take it into the settings',
        );
      }
      return key;
    },
  });
}

function isForAPerson(heard: Heard): boolean {
  return heard.type === 'frame' && statusMeaning(heard.frame.code ?? Number.NaN)?.remedy != null;
}

function readKey(heard: Heard, refreshToken: string, receivedAt: number): ApplicationKey | NoApplicationKey {
  if (heard.type !== 'frame') return new NoApplicationKey(SILENCE[heard.type], CHECK_ADDRESS);
  const { frame } = heard;
  const [data] = frame.rows;
  const value = textOf(data?.api_key);
  const good = frame.status === 'succeeded' && frame.httpStatus >= 200 && frame.httpStatus < 300;
  if (!good || value === null) return refusal(frame);
  return {
    value,
    renewAt: renewAt(textOf(data?.api_key_expire_date), receivedAt),
    refreshToken: textOf(data?.refresh_token) ?? refreshToken,
  };
}

/**
 * The earlier of a quarter of an hour before its end and 23 and a half hours after it came (contracts.md 2.3). A date
 * that cannot be read, or has passed already, is none.
 */
function renewAt(expires: string | null, receivedAt: number): number {
  const byReceipt = receivedAt + LIFE_MS;
  const end = expires === null ? null : readTehranTime(expires);
  return end === null || end <= receivedAt ? byReceipt : Math.min(end - BEFORE_END_MS, byReceipt);
}

function refusal({ code, httpStatus, status }: ReplyFrame): NoApplicationKey {
  const meaning = statusMeaning(code ?? Number.NaN);
  if (status === 'succeeded') {
    return new NoApplicationKey(`PayStar answers HTTP ${httpStatus} without an API key`, CHECK_ADDRESS);
  }
  const why = meaning === null ? `HTTP ${httpStatus}` : `${meaning.en}, code ${code}`;
  return new NoApplicationKey(
    `PayStar gives no API key (${why})`,
    meaning?.remedy ??
      'Check the application id, its password and its refresh token against PayStar’s panel.',
  );
}

const CHECK_ADDRESS = 'Check the network and PAYSTAR_BASE_URL.';
const SILENCE = {
  lost: 'PayStar did not answer when it was asked for an API key',
  neverLeft: 'PayStar cannot be reached',
  unreadable: 'PayStar answers nothing that can be read when it is asked for an API key',
} as const;
