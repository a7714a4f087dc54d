import type { SecretRef } from '../../gather/gather.ts';
import { CHECKS_PER_CALL } from '../../identity/payer-check.ts';
import { type Prompt, say } from '../../prompt/script.ts';
import type { EventOf } from '../event.ts';
import type { At, Chargeable, KnownPayer, Payable, PayerDetails, Talk } from '../state.ts';
import { ask, ignoring, type Row, type Step, speak } from '../step.ts';
import { commitAttempt, mayAttempt } from './attempt.ts';
import { confirmCells } from './confirm.ts';
import { giveUp } from './operator.ts';
import {
  BEGUN,
  comfort,
  goodbye,
  KEYS_LOST,
  lastWords,
  NO_ATTEMPT_ASKED,
  NO_BILL_ASKED,
  NO_PAY_ASKED,
  NO_PIN_OUT,
  NOTHING_ASKED,
  ONLY_ASKING,
  PARTING,
  PATIENCE,
  PROMPTS_PASS,
  repeat,
  stay,
  wipeAllBut,
} from './shared.ts';

/**
 * Who pays, on a line that asks (`verify`): a national id, with a birth date where the card is asked about, and then the
 * register. What is keyed stays in the vault, as a card does.
 */

export const nationalIdAskRow: Row<'nationalId.ask'> = {
  ...ONLY_ASKING,
  ...PROMPTS_PASS,
  KeyHeard: stay,
  GatherSilent: (state, event) => keySilent(state, event, say('verify.nationalId.ask')),
  GatherEnded: nationalIdKeyed,
};

export const birthDateAskRow: Row<'birthDate.ask'> = {
  ...ONLY_ASKING,
  ...PROMPTS_PASS,
  KeyHeard: stay,
  GatherSilent: (state, event) => keySilent(state, event, say('verify.birthDate.ask')),
  GatherEnded: birthDateKeyed,
};

export const birthDateConfirmRow: Row<'birthDate.confirm'> = {
  ...ONLY_ASKING,
  ...confirmCells<At<'birthDate.confirm'>>({
    question: say('verify.birthDate.confirm'),
    yes: ({ nationalId, birthDate, ...state }) => check(state, { by: 'card', nationalId, birthDate }),
    no: (state) => askBirthDate(state, 0, [say('verify.birthDate.ask')]),
  }),
};

export const payerCheckRow: Row<'payer.check'> = {
  ...BEGUN,
  ...NO_BILL_ASKED,
  ...NO_ATTEMPT_ASKED,
  ...NO_PAY_ASKED,
  ...NO_PIN_OUT,
  ...NOTHING_ASKED,
  ...PROMPTS_PASS,
  ...KEYS_LOST,
  ...PARTING,
};

export const NO_CHECK_ASKED = ignoring('nobody waits for the register', 'PayerChecked');

/** Before the first attempt on a card: finds out who pays, where the line asks for it and it is not known yet. */
export function identify(held: Chargeable): Step {
  const { talk } = held;
  // An attempt that will not be begun costs no question.
  if (isKnown(held) || !mayAttempt(talk)) return commitAttempt(held, []);
  if (!mayBecomeKnown(held)) return lastWords(talk, [say('verify.enough'), ...comfort(talk)]);
  if (talk.details !== null) return check(held, talk.details);
  return askNationalId(held, 0, [say('verify.why'), say('verify.nationalId.ask')]);
}

function isKnown({ talk, mobile, pan }: Chargeable): boolean {
  return isKnownBefore({ talk, mobile }) || (talk.known?.by === 'card' && talk.known.pan === pan);
}

/** Whether nothing need be asked, whatever card is keyed. */
function isKnownBefore({ talk, mobile }: Pick<Payable, 'talk' | 'mobile'>): boolean {
  const { policy, known } = talk;
  if (policy.verify === undefined || known?.by === 'goingOn') return true;
  return known?.by === 'shahkar' && known.mobile === mobile;
}

/** Whether a card that is keyed now could be paid with: its payer is known, or may still be asked about. */
export function mayBecomeKnown(payable: Pick<Payable, 'talk' | 'mobile'>): boolean {
  return isKnownBefore(payable) || payable.talk.checks < CHECKS_PER_CALL;
}

/** The secrets of who pays that are kept for another card. */
export function detailsOf({ details }: Talk): readonly SecretRef[] {
  if (details === null) return [];
  return details.by === 'card' ? [details.nationalId, details.birthDate] : [details.nationalId];
}

export function askNationalId(
  { talk, bill, mobile, card, pan }: Chargeable,
  tries: number,
  prompts: readonly Prompt[],
): Step {
  const nationalId = `nationalId.${talk.gathers + 1}`;
  const asked = ask(talk, { kind: 'nationalId', ref: nationalId }, prompts);
  return {
    state: {
      stage: 'nationalId.ask',
      talk: asked.talk,
      ...{ bill, mobile, card, pan, nationalId },
      asking: { gather: asked.gather, tries },
    },
    commands: asked.commands,
  };
}

export function askBirthDate(
  { talk, bill, mobile, card, pan, nationalId }: Chargeable & { readonly nationalId: SecretRef },
  tries: number,
  prompts: readonly Prompt[],
): Step {
  const birthDate = `birthDate.${talk.gathers + 1}`;
  const asked = ask(talk, { kind: 'birthDate', ref: birthDate }, prompts);
  return {
    state: {
      stage: 'birthDate.ask',
      talk: asked.talk,
      ...{ bill, mobile, card, pan, nationalId, birthDate },
      asking: { gather: asked.gather, tries },
    },
    commands: asked.commands,
  };
}

/** As with a card, nobody who is slow is cut off: what arrived is told and kept. */
function keySilent(
  state: At<'nationalId.ask'> | At<'birthDate.ask'>,
  { have, nth }: EventOf<'GatherSilent'>,
  question: Prompt,
): Step {
  if (nth >= PATIENCE) return goodbye(state, []);
  return repeat(state, have > 0 ? [say('verify.more', { n: have })] : [say('silence.once'), question]);
}

function nationalIdKeyed(state: At<'nationalId.ask'>, { verdict }: EventOf<'GatherEnded'>): Step {
  const { asking, nationalId } = state;
  if (verdict.type === 'nationalId') {
    return state.talk.policy.verify?.by === 'card'
      ? askBirthDate(state, 0, [say('verify.birthDate.ask')])
      : check(state, { by: 'shahkar', nationalId });
  }
  if (verdict.type === 'star') return askNationalId(state, asking.tries, [say('verify.nationalId.ask')]);
  const wrong = say('verify.nationalId.wrong');
  return asking.tries + 1 >= PATIENCE
    ? giveUp(state, [wrong])
    : askNationalId(state, asking.tries + 1, [wrong, say('verify.nationalId.ask')]);
}

function birthDateKeyed(state: At<'birthDate.ask'>, { verdict }: EventOf<'GatherEnded'>): Step {
  const { asking } = state;
  if (verdict.type === 'birthDate') return readBirthDateBack(state, []);
  if (verdict.type === 'star') return askBirthDate(state, asking.tries, [say('verify.birthDate.ask')]);
  const wrong = say('verify.birthDate.wrong');
  return asking.tries + 1 >= PATIENCE
    ? giveUp(state, [wrong])
    : askBirthDate(state, asking.tries + 1, [wrong, say('verify.birthDate.ask')]);
}

/** Eight digits without a check digit: a mistyped one would cost a question to the register. */
export function readBirthDateBack(
  { talk, bill, mobile, card, pan, nationalId, birthDate }: At<'birthDate.ask'> | At<'birthDate.confirm'>,
  before: readonly Prompt[],
): Step {
  const parts = { birthYear: birthDate, birthMonth: birthDate, birthDay: birthDate };
  const said = speak(talk, [...before, say('verify.birthDate.said', parts)]);
  return {
    state: {
      stage: 'birthDate.confirm',
      talk: said.talk,
      ...{ bill, mobile, card, pan, nationalId, birthDate },
      asking: null,
    },
    commands: said.commands,
  };
}

function check({ talk, bill, mobile, card, pan }: Chargeable, details: PayerDetails): Step {
  const said = speak({ ...talk, checks: talk.checks + 1, details }, [say('verify.asking')]);
  return {
    state: { stage: 'payer.check', talk: said.talk, bill, mobile, card, pan, details },
    commands: [...said.commands, { type: 'CheckPayer', check: said.talk.checks, mobile, pan, details }],
  };
}

/** What the register said. A question that was given up is answered to nobody. */
export function payerChecked(state: At<'payer.check'>, { check, finding }: EventOf<'PayerChecked'>): Step {
  if (check !== state.talk.checks) return stay(state);
  switch (finding) {
    case 'matched':
      return matched(state);
    case 'mismatched':
      return mismatched(state);
    case 'unavailable':
      return registerDown(state);
    case 'tooOften':
      return goodbye(state, [say('verify.enough'), ...comfort(state.talk)]);
  }
}

/** What the card was asked about with is kept for another card; with a mobile that is known it has done its work. */
function matched({ details, ...state }: At<'payer.check'>): Step {
  return details.by === 'card'
    ? goOnKnown(state, { by: 'card', pan: state.pan }, details, [])
    : goOnKnown(state, { by: 'shahkar', mobile: state.mobile }, null, []);
}

function registerDown(state: At<'payer.check'>): Step {
  const { talk } = state;
  return talk.policy.verify?.whenDown === 'goOn' && !talk.mismatched
    ? goOnKnown(state, { by: 'goingOn' }, null, [say('verify.down.goOn')])
    : goodbye(state, [say('verify.down.stop'), ...comfort(talk)]);
}

function goOnKnown(
  { talk, bill, mobile, card, pan }: Chargeable,
  known: KnownPayer,
  details: PayerDetails | null,
  before: readonly Prompt[],
): Step {
  const next = commitAttempt(
    { talk: { ...talk, known, details, mismatched: false }, bill, mobile, card, pan },
    before,
  );
  const wiped = details === null ? [wipeAllBut([pan])] : [];
  return { state: next.state, commands: [...wiped, ...next.commands] };
}

/** A digit is easily mistyped, so that all is asked for once more; then it is given up (`CHECKS_PER_CALL`). */
function mismatched(state: At<'payer.check'>): Step {
  const talk: Talk = { ...state.talk, details: null, mismatched: true };
  const sorry = say('verify.mismatch');
  if (talk.checks >= CHECKS_PER_CALL) return giveUp({ ...state, talk }, [sorry, ...comfort(talk)]);
  const again = askNationalId({ ...state, talk }, 0, [
    sorry,
    say('verify.again'),
    say('verify.nationalId.ask'),
  ]);
  return { state: again.state, commands: [wipeAllBut([state.pan]), ...again.commands] };
}
