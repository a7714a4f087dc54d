import type { StageName } from '../../../src/domain/call/state.ts';
import { BIRTH_DATE, NATIONAL_ID, PAN, PIN } from '../../support/fakes.ts';
import type { LiveCall } from '../../support/live-call.ts';
import {
  BY_CARD,
  CODE,
  confirm,
  declined,
  gate,
  INVOICE,
  MOBILE,
  OPERATOR,
  pay,
  ring,
  TWO_LANGUAGES,
  toCard,
  toNationalId,
  toPin,
} from './life.ts';

/** Every stage in which a caller can be on the line. */
export type Reachable = Exclude<StageName, 'new' | 'leaving' | 'gone' | 'ended' | 'handedOver'>;

/** What still waits for its answer where a call has stopped. */
export interface Reached {
  readonly call: LiveCall;
  /** Lets whoever was asked answer. */
  readonly answer: () => Promise<void>;
}

type Way = (call: LiveCall) => Promise<Reached['answer']> | Promise<void>;

const OPEN = { type: 'open', min: 50_000, max: 20_000_000, unit: 'toman' } as const;

/** A caller whose own invoices are offered. */
const ownInvoices: Way = async (call) => {
  call.books.offers = [{ bill: { billId: 'bill_1', amount: 750_000, invoiceId: 'inv_1' }, code: CODE }];
  await ring(call, { bill: { type: 'caller' } });
  await call.listen();
};

/** A caller who has paid before, and was not told so to the end. */
const paidBefore: Way = async (call) => {
  call.callers.pending = { type: 'paid', attemptId: 'att_before' };
  await ring(call, INVOICE);
  await call.listen();
};

const withheld: Way = async (call) => {
  await ring(call, {}, null);
  await call.listen(3);
};

/** How each stage is reached, and what is waited for there. */
const WAYS: Readonly<Record<Reachable, Way>> = {
  arriving: async (call) => {
    const found = gate();
    call.lookingUp = found.opened;
    call.line.ring();
    return found.open;
  },
  answering: async (call) => {
    call.line.ring();
    await call.system.advance(100);
  },
  greet: (call) => ring(call),
  language: (call) => ring(call, TWO_LANGUAGES),
  'pending.tell': paidBefore,
  'pending.other': async (call) => {
    await paidBefore(call);
    await call.listen();
  },
  'bill.find': async (call) => {
    const found = gate();
    call.books.findInvoiceBill = async () => {
      await found.opened;
      return { billId: 'bill_1', amount: 750_000, invoiceId: 'inv_1' };
    };
    await ring(call, INVOICE);
    await call.listen();
    await call.keys(`${CODE}#`);
    return found.open;
  },
  'bill.caller': ownInvoices,
  'bill.amount': async (call) => {
    await ring(call, { bill: OPEN });
    await call.listen();
    await call.keys('50');
  },
  'bill.invoice': async (call) => {
    await ring(call, INVOICE);
    await call.listen();
    await call.keys('1020');
  },
  'bill.tell': async (call) => {
    await ring(call);
    await call.listen();
  },
  'bill.confirm': async (call) => {
    await ownInvoices(call);
    await call.keys('1');
  },
  'mobile.ask': async (call) => {
    await withheld(call);
    await call.keys('0935');
  },
  'mobile.confirm': async (call) => {
    await withheld(call);
    await call.keys(MOBILE);
  },
  'card.ask': async (call) => {
    await toCard(call);
    await call.keys(PAN.slice(0, 9));
  },
  'card.confirm': async (call) => {
    await toCard(call, { confirmCard: true });
    await call.keys(PAN);
    await call.listen();
  },
  'nationalId.ask': async (call) => {
    await toNationalId(call);
    await call.keys(NATIONAL_ID.slice(0, 4));
  },
  'birthDate.ask': async (call) => {
    await toNationalId(call, BY_CARD);
    await call.keys(NATIONAL_ID);
    await call.keys(BIRTH_DATE.slice(0, 4));
  },
  'birthDate.confirm': async (call) => {
    await toNationalId(call, BY_CARD);
    await call.keys(NATIONAL_ID);
    await call.keys(BIRTH_DATE);
    await call.listen();
  },
  'payer.check': async (call) => {
    const checked = gate();
    call.register.answering = checked.opened;
    await toNationalId(call);
    await call.keys(NATIONAL_ID);
    return checked.open;
  },
  'attempt.commit': async (call) => {
    const committed = gate();
    call.books.preparing = committed.opened;
    await toPin(call);
    return committed.open;
  },
  'otp.wait': async (call) => {
    const answered = gate();
    call.gateway.otpAnswering = answered.opened;
    await toPin(call);
    return answered.open;
  },
  'pin.ask': async (call) => {
    await toPin(call);
    await call.keyPin(PIN.slice(0, 3));
  },
  'pin.menu': async (call) => {
    await toPin(call);
    await call.keyPin('*');
  },
  'pay.wait': async (call) => {
    await toPin(call);
    const answered = gate();
    call.gateway.answering = answered.opened;
    await call.keyPin();
    return answered.open;
  },
  'pay.record': async (call) => {
    const recorded = gate();
    call.queue.away = true;
    const { spool, books } = call;
    const [write, record] = [spool.write.bind(spool), books.record.bind(books)];
    spool.write = async (result) => {
      await recorded.opened;
      return write(result);
    };
    books.record = async (result, by) => {
      await recorded.opened;
      return record(result, by);
    };
    await toCard(call);
    await pay(call);
    return recorded.open;
  },
  verdict: async (call) => {
    await toCard(call);
    await pay(call);
  },
  reference: async (call) => {
    await toCard(call);
    await pay(call);
    await call.listen();
  },
  next: async (call) => {
    await toCard(call);
    await pay(call, declined(55));
    await call.listen();
  },
  'operator.connect': async (call) => {
    await toCard(call, OPERATOR);
    await pay(call, declined(51));
    await call.listen();
    await call.keys('0');
  },
  goodbye: async (call) => {
    await toCard(call);
    await pay(call);
    await confirm(call);
    await call.keys('9');
  },
};

export const REACHABLE = Object.keys(WAYS) as readonly Reachable[];

/** Lives a call up to a stage. Throws when it does not stand there. */
export async function reach(call: LiveCall, stage: Reachable): Promise<Reached> {
  const answer = (await WAYS[stage](call)) ?? (async () => undefined);
  if (call.stage !== stage) throw new Error(`the call is in stage ${call.stage}, and not in ${stage}`);
  return { call, answer };
}
