import type { CallCommandType, CommandOf } from '../../src/domain/call/command.ts';
import {
  type CallEvent,
  type CallerRecord,
  type EventOf,
  type RecordedBy,
  UNKNOWN_CALLER,
} from '../../src/domain/call/event.ts';
import { FLOW_VERSION, type JournalEntry } from '../../src/domain/call/journal.ts';
import { type CallState, isTalking, NEW_CALL } from '../../src/domain/call/state.ts';
import { transition } from '../../src/domain/call/transition.ts';
import type { GatherVerdict } from '../../src/domain/gather/gather.ts';
import type { LinePolicy } from '../../src/domain/merchant/line.ts';
import type { Outcome } from '../../src/domain/payment/outcome.ts';
import { NO_HABIT } from '../../src/domain/payment/pin-habit.ts';

export const POLICY: LinePolicy = {
  merchantId: 'bookshop',
  merchantName: 'کتاب‌فروشی',
  nameSpokenIn: ['fa', 'en'],
  line: '1000',
  sequence: 'acd54b56ddd651a5cc3v',
  languages: ['fa'],
  bill: { type: 'fixed', amount: 500_000 },
  confirmCard: true,
  operator: null,
  limits: {
    pinLifeMs: 120_000,
    callerDeadlineMs: 30_000,
    callSoftMs: 780_000,
    otpsPerCall: 3,
    declinesPerCall: 4,
  },
};

export const CARD: GatherVerdict = { type: 'card', card: { first6: '603799', last4: '1234', bank: 'melli' } };
export const PIN: GatherVerdict = { type: 'pin', length: 6 };

/** Drives the pure machine as the application would, one event after the other, and keeps the journal. */
export class Conversation {
  readonly journal: JournalEntry[] = [];
  state: CallState = NEW_CALL;
  attempts = 0;

  get stage(): CallState['stage'] {
    return this.state.stage;
  }

  /** The commands of the last event. */
  get commands() {
    return this.journal.at(-1)?.commands ?? [];
  }

  /** The keys of the prompts that the last event began to play. */
  get said(): readonly string[] {
    return this.commands.flatMap((command) =>
      command.type === 'Play' ? command.prompts.map(({ key }) => key) : [],
    );
  }

  command<T extends CallCommandType>(type: T): CommandOf<T> | undefined {
    return this.commands.find((command): command is CommandOf<T> => command.type === type);
  }

  tell(event: CallEvent): this {
    const { state, commands } = transition(this.state, event);
    this.state = state;
    const seq = this.journal.length + 1;
    this.journal.push({
      callId: 'call_1',
      seq,
      at: seq * 1_000,
      flowVersion: FLOW_VERSION,
      event,
      stage: state.stage,
      commands,
    });
    return this;
  }

  arrive(
    policy: Partial<LinePolicy> = {},
    callerNumber: string | null = '09121234567',
    caller: CallerRecord = UNKNOWN_CALLER,
  ): this {
    return this.ring(callerNumber)
      .load({ status: 'open', policy: { ...POLICY, ...policy }, caller })
      .pickUp();
  }

  ring(callerNumber: string | null = '09121234567'): this {
    const presentation = callerNumber === null ? 'withheld' : 'allowed';
    return this.tell({ type: 'CallArrived', did: '1000', callerNumber, presentation });
  }

  /** A payer whom we rang for an invoice has answered, and the greeting has been heard. */
  rung(invoice: string, policy: Partial<LinePolicy> = {}, caller: CallerRecord = UNKNOWN_CALLER): this {
    const from = { callerNumber: '+989121234567', presentation: 'allowed' } as const;
    this.tell({ type: 'CallArrived', did: '1000', ...from, invoice });
    return this.load({ status: 'open', policy: { ...POLICY, ...policy }, caller })
      .pickUp()
      .hear();
  }

  load(line: EventOf<'LinePolicyLoaded'>['line']): this {
    return this.tell({ type: 'LinePolicyLoaded', line });
  }

  pickUp(): this {
    return this.tell({ type: 'Answered' });
  }

  /** What is being said ends, heard whole. */
  hear(): this {
    const play = isTalking(this.state) ? this.state.talk.playing : null;
    return play === null ? this : this.tell({ type: 'PromptEnded', play, heard: 'whole' });
  }

  key(): this {
    return this.tell({ type: 'KeyHeard', gather: this.#gather() });
  }

  answer(verdict: GatherVerdict): this {
    return this.tell({ type: 'GatherEnded', gather: this.#gather(), verdict });
  }

  choose(key: string): this {
    return this.answer({ type: 'choice', key });
  }

  keepSilent(have = 0, nth = 1): this {
    return this.tell({ type: 'GatherSilent', gather: this.#gather(), have, nth });
  }

  /** A fixed line, from the ringing to the question for the card. */
  toCard(policy: Partial<LinePolicy> = {}): this {
    this.arrive(policy).hear();
    this.tell({ type: 'BillFound', bill: { billId: 'bill_1', amount: 500_000, invoiceId: null } });
    return this.hear();
  }

  /** On to the committed attempt whose PIN is being asked for. */
  toOtp(policy: Partial<LinePolicy> = {}): this {
    this.toCard(policy).answer(CARD);
    if (this.stage === 'card.confirm') this.hear().choose('1');
    return this.commit();
  }

  toPin(policy: Partial<LinePolicy> = {}): this {
    return this.toOtp(policy).otp({ type: 'accepted' });
  }

  toPay(policy: Partial<LinePolicy> = {}): this {
    return this.toPin(policy).answer(PIN);
  }

  /** @param receipt whether the payer is texted */
  commit(receipt = false): this {
    this.attempts += 1;
    return this.tell({
      type: 'AttemptCommitted',
      attemptId: `att_${this.attempts}`,
      orderId: `10000000000000000${this.attempts}`,
      habit: NO_HABIT,
      ...(receipt ? { receipt } : {}),
    });
  }

  otp(otp: Extract<CallEvent, { type: 'OtpReplied' }>['otp']): this {
    return this.tell({ type: 'OtpReplied', attemptId: `att_${this.attempts}`, otp, tookMs: 900 });
  }

  replied(outcome: Outcome): this {
    return this.tell({ type: 'PayReplied', attemptId: `att_${this.attempts}`, outcome, tookMs: 2_000 });
  }

  recorded(by: RecordedBy = 'queue'): this {
    return this.tell({ type: 'ResultRecorded', attemptId: `att_${this.attempts}`, by });
  }

  #gather(): number {
    const asking = 'asking' in this.state ? this.state.asking : null;
    if (asking === null) throw new Error(`nothing is asked in stage ${this.stage}`);
    return asking.gather;
  }
}
