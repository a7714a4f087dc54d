import type { Checkable, IdentityFinding, IdentityRegister } from '../../application/ports.ts';
import type { Secret } from '../../application/secret.ts';
import { nationalMobile } from '../../domain/merchant/mobile.ts';
import { CARD_LENGTH } from '../../domain/payment/card.ts';
import { type Fields, jsonBody } from '../provider/json-body.ts';
import { booleanOf } from '../provider/lenient.ts';
import { type Application, type ApplicationSettings, openApplication } from './application.ts';
import type { Heard } from './reply-frame.ts';
import { statusMeaning } from './status-codes.ts';

export interface IdentitySettings extends ApplicationSettings {
  /** How long a payer may be kept waiting for an answer, whatever is tried meanwhile, in milliseconds. */
  readonly deadlineMs: number;
}

const REFRESH_PATH = '/open-banking/application/refresh-api-key';
const MATCHING_PATH = '/open-banking/service/info-matching';
/** How long is waited before each further try, in milliseconds; then no more. */
const BACK_OFF_MS = [300, 900] as const;
const NATIONAL_ID_LENGTH = 10;
/** A year below this is Jalali: its conversion was forgotten. */
const FIRST_YEAR = 1_500;

/**
 * PayStar's identity application (contracts.md 4). A refusal of the key is answered by a new one, codes 0 and 11 by
 * asking again within the deadline: no money is moved by asking. Everything else that is no answer is `unavailable`.
 */
export function connectIdentity(
  settings: IdentitySettings,
): IdentityRegister & Checkable & { close(): Promise<void> } {
  const application = openApplication(settings, REFRESH_PATH);
  const match = (service: string, fields: () => Fields) =>
    matchInTime(application, settings, service, fields);
  return {
    async matchMobile({ nationalId, mobile }) {
      if (!hasDigits(nationalId, NATIONAL_ID_LENGTH)) return refuseHere(settings, 'the national id');
      return match('mobile-national-id', () => ({
        national_id: nationalId,
        mobile_number: nationalMobile(mobile),
      }));
    },
    async matchCard({ nationalId, pan, birthDate }) {
      if (!hasDigits(nationalId, NATIONAL_ID_LENGTH)) return refuseHere(settings, 'the national id');
      if (!hasDigits(pan, CARD_LENGTH)) return refuseHere(settings, 'the card');
      if (!isGregorian(birthDate)) return refuseHere(settings, 'the birth date');
      return match('card-national-id', () => ({
        national_id: nationalId,
        card_number: pan,
        birth_date: birthDate,
      }));
    },
    check: () => application.check(),
    close: () => application.close(),
  };
}

/** A call costs credit, so that what cannot be right is not asked. */
function refuseHere({ log }: IdentitySettings, what: string): IdentityFinding {
  log.error({ provider: 'paystar' }, `${what} was not asked about: it is not in the form that PayStar takes`);
  return 'unavailable';
}

function hasDigits(secret: Secret, count: number): boolean {
  return secret.expose(
    (bytes) => bytes.length === count && bytes.every((code) => code >= 0x30 && code <= 0x39),
  );
}

/** `YYYY-MM-DD`, a day that exists, and no Jalali year. */
function isGregorian(date: string): boolean {
  const [, year = ''] = /^(\d{4})-\d{2}-\d{2}$/.exec(date) ?? [];
  const time = Date.parse(`${date}T00:00:00Z`);
  const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
  return exists && Number(year) >= FIRST_YEAR;
}

function matchInTime(
  application: Application,
  { deadlineMs, system }: IdentitySettings,
  service: string,
  fields: () => Fields,
): Promise<IdentityFinding> {
  return new Promise((resolve, reject) => {
    const cancel = system.after(deadlineMs, () => resolve('unavailable'));
    const endsAt = system.monotonicMs() + deadlineMs;
    const left = () => endsAt - system.monotonicMs();
    const sleep = (ms: number) => new Promise<void>((wake) => void system.after(ms, wake));
    matchPatiently(application, { service, fields, left, sleep }).then(resolve, reject).finally(cancel);
  });
}

interface Asking {
  readonly service: string;
  readonly fields: () => Fields;
  /** Milliseconds. */
  readonly left: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

async function matchPatiently(application: Application, asking: Asking): Promise<IdentityFinding> {
  const { service, fields, left, sleep } = asking;
  const path = `${MATCHING_PATH}/${service}`;
  for (let tries = 0; ; tries += 1) {
    const heard = await application.ask({
      service,
      timeoutMs: Math.max(left(), 1),
      write: (repeated) => {
        const body = jsonBody({ ...repeated, ...fields() });
        return body && { method: 'POST', path, body };
      },
    });
    const pause = BACK_OFF_MS[tries];
    if (pause === undefined || !mayComeRight(heard) || left() <= pause) return readFinding(heard);
    await sleep(pause);
  }
}

/** Codes 0 and 11, and an HTTP 5xx with no code in it, which is a server error too. */
function mayComeRight(heard: Heard): boolean {
  if (heard.type === 'unreadable') return heard.httpStatus >= 500;
  return heard.type === 'frame' && statusMeaning(heard.frame.code ?? Number.NaN)?.act === 'retry';
}

/**
 * `is_matched: false` is an answer; a missing one is none, and never a "no". Code 10, that what was sent is not valid,
 * is one: nothing leaves here in a wrong form, so that there is no such person, card or day. As `unavailable` it would
 * let a caller onto a line that goes on without an answer, by keying what PayStar does not take.
 */
function readFinding(heard: Heard): IdentityFinding {
  if (heard.type !== 'frame') return 'unavailable';
  const { status, httpStatus, code, rows } = heard.frame;
  if (httpStatus < 500 && statusMeaning(code ?? Number.NaN)?.act === 'showUser') return 'mismatched';
  if (status !== 'succeeded' || httpStatus < 200 || httpStatus > 299) return 'unavailable';
  const matched = booleanOf(rows[0]?.is_matched);
  if (matched === null) return 'unavailable';
  return matched ? 'matched' : 'mismatched';
}
