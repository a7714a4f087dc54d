import type { CommandOf } from '../domain/call/command.ts';
import type { EventOf } from '../domain/call/event.ts';
import { readBirthDate } from '../domain/identity/birth-date.ts';
import type { CheckFinding } from '../domain/identity/payer-check.ts';
import { jalaliToGregorian } from '../domain/jalali.ts';
import { readMobile } from '../domain/merchant/mobile.ts';
import type { CallVault, IdentityRegister, Log, OtpCaps, RateCounters, System } from './ports.ts';
import { SecretLost } from './ports.ts';
import { within } from './waiting.ts';

export interface VerifyPayerPorts {
  /** Null where the server has no settings for one: it is then unavailable to every line that asks. */
  readonly identity: IdentityRegister | null;
  readonly rateCounters: Pick<RateCounters, 'hit'>;
  /** How often the register is asked about one mobile, and for one caller, in a day. */
  readonly checksPerPayerDay: number;
  /** A line asks the register no more often than it asks the bank for PINs. */
  readonly otpCaps: Pick<OtpCaps, 'otpsPerLineHour'>;
  readonly system: System;
  readonly log: Log;
}

/** The caller waits in silence meanwhile; a register that takes longer gives no answer that can be used. */
const ANSWER_MS = 15_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Who is asked about, and in whose call. */
export interface PayerQuestion {
  readonly callId: string;
  readonly line: string;
  /** The caller's number as presented; null when it is withheld. */
  readonly caller: string | null;
  readonly vault: CallVault;
  readonly command: CommandOf<'CheckPayer'>;
}

/**
 * Asks the register whether a payer is who they say, unless it was asked often enough for them today: every answer is
 * paid for, and answers to guesses give details away (contracts.md 4). Never rejects: whatever goes wrong is
 * `unavailable`, and what becomes of the call then is the line's to say.
 */
export async function verifyPayer(
  ports: VerifyPayerPorts,
  question: PayerQuestion,
): Promise<EventOf<'PayerChecked'>> {
  const { system, log } = ports;
  const { callId, command } = question;
  const beganMs = system.monotonicMs();
  const finding = await findingOf(ports, question);
  const tookMs = Math.round(system.monotonicMs() - beganMs);
  log.info({ callId, by: command.details.by, finding, tookMs }, 'a payer was checked');
  return { type: 'PayerChecked', check: command.check, finding, tookMs };
}

async function findingOf(ports: VerifyPayerPorts, question: PayerQuestion): Promise<CheckFinding> {
  const { identity, system, log } = ports;
  if (identity === null) {
    log.error({ callId: question.callId }, 'a line verifies its payers, and no identity service is set up');
    return 'unavailable';
  }
  try {
    return await within(system, ANSWER_MS, countAndAsk(ports, identity, question));
  } catch (error) {
    log.error({ error, callId: question.callId }, 'a payer could not be checked');
    return 'unavailable';
  }
}

/** What cannot be counted is not asked: the count is what keeps it from being used to guess. */
async function countAndAsk(
  ports: VerifyPayerPorts,
  identity: IdentityRegister,
  question: PayerQuestion,
): Promise<CheckFinding> {
  return (await isOneTooMany(ports, question)) ? 'tooOften' : ask(identity, question);
}

async function isOneTooMany(
  { rateCounters, checksPerPayerDay, otpCaps, log }: VerifyPayerPorts,
  { callId, line, caller, command }: PayerQuestion,
): Promise<boolean> {
  // A caller whose number is no mobile keys one, and may key many.
  const names = new Set([command.mobile, ...(caller === null ? [] : [readMobile(caller) ?? caller])]);
  const counts = await Promise.all([...names].map((name) => rateCounters.hit(`verify:${name}`, DAY_MS)));
  if (counts.some(({ hits }) => hits > checksPerPayerDay)) return true;
  // One whose number is withheld is counted by nothing that they could not change: they must not empty the wallet.
  const { hits } = await rateCounters.hit(`verify:line:${line}`, HOUR_MS);
  if (hits <= otpCaps.otpsPerLineHour) return false;
  log.error({ callId, line }, 'a line asks who its payers are more often than it may: see who calls it');
  return true;
}

/** The secrets are taken at the last moment: a caller who has left meanwhile has wiped them, and is not asked about. */
function ask(identity: IdentityRegister, { vault, command }: PayerQuestion): Promise<CheckFinding> {
  const { details, mobile, pan } = command;
  const nationalId = vault.secret(details.nationalId);
  switch (details.by) {
    case 'shahkar':
      return identity.matchMobile({ nationalId, mobile });
    case 'card':
      return identity.matchCard({
        nationalId,
        pan: vault.secret(pan),
        birthDate: gregorianBirthDate(vault, details.birthDate),
      });
  }
}

function gregorianBirthDate(vault: CallVault, ref: string): string {
  const date = vault.secret(ref).expose(readBirthDate);
  if (date === null) throw new SecretLost(`the secret ${ref} is not a birth date any more`);
  return jalaliToGregorian(date);
}
