import { describe, expect, it } from 'vitest';
import type {
  Checkable,
  ClaimedReceipt,
  ReceiptLimits,
  ReceiptOutbox,
  ReceiptQueue,
  SmsDelivery,
  SmsSender,
  SmsSent,
} from '../../../src/application/ports.ts';
import { lookForDeliveries } from '../../../src/application/receipt-deliveries.ts';
import { sendReceipt, startReceipts } from '../../../src/application/receipts.ts';
import { deliveryPause, receiptPause, UNSURE_PAUSE_MS } from '../../../src/domain/receipt/pauses.ts';
import type { ReceiptFacts } from '../../../src/domain/receipt/receipt.ts';
import { FakeLog } from '../../support/fakes.ts';
import { SimulatedSystem, settle } from '../../support/simulated-system.ts';

const FACTS: ReceiptFacts = {
  ...{ kind: 'paid', afterDoubt: false, mayPayAgain: false, language: 'en', merchantName: 'Bookshop' },
  ...{ amount: 500_000, refId: '123456789012', cardLast4: '1234', at: 0 },
};
const CLAIMED: ClaimedReceipt = {
  ...{ receiptId: 'rcp_1', localId: 123_456, mobile: '+989121234567', tries: 3, facts: FACTS },
};
const LIMITS: ReceiptLimits = { perMobileHour: 1, perMobileDay: 2, perMerchantHour: 3 };

/** Everything around the sending of receipts; what is asked of the outbox is kept in order. */
function around(answer: SmsSent | Error = { type: 'accepted', messageId: '77' }) {
  const asked: unknown[][] = [];
  const sent: Parameters<SmsSender['send']>[0][] = [];
  const jobs: string[] = [];
  const keep =
    <T>(name: string, given: T) =>
    async (...parts: unknown[]) => {
      asked.push([name, ...parts]);
      return given;
    };
  const state = {
    claimed: CLAIMED as ClaimedReceipt | null,
    due: [] as string[],
    queueAway: false,
    closed: false,
  };
  const outbox = {
    plan: async () => 0,
    due: async (most) => state.due.slice(0, most),
    claim: async (...parts: unknown[]) => {
      asked.push(['claim', ...parts]);
      return state.claimed;
    },
    sent: keep('sent', undefined),
    notSent: keep('notSent', undefined),
    unsure: keep('unsure', 'parked' as const),
    park: keep('park', undefined),
    trip: keep('trip', undefined),
    undelivered: async () => [] as Awaited<ReturnType<ReceiptOutbox['undelivered']>>,
    noteDelivery: keep('noteDelivery', undefined),
  } satisfies ReceiptOutbox;
  const deliveries = new Map<string, SmsDelivery>();
  const health = { ok: true };
  const sms: SmsSender & Checkable = {
    async send(message) {
      sent.push(message);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    deliveries: async () => deliveries,
    async check() {
      return health.ok ? { ok: true, note: '' } : { ok: false, wrong: '', remedy: '' };
    },
  };
  let handler: (receiptId: string) => Promise<void> = async () => undefined;
  const queue: ReceiptQueue = {
    async add(receiptId) {
      if (state.queueAway) throw new Error('it is away');
      jobs.push(receiptId);
    },
    async work(given) {
      handler = given;
    },
    async close() {
      state.closed = true;
    },
  };
  const [system, log] = [new SimulatedSystem(), new FakeLog()];
  const ports = { outbox, queue, sms, limits: LIMITS, system, log };
  return {
    ports,
    asked,
    sent,
    jobs,
    state,
    health,
    deliveries,
    system,
    log,
    work: (id: string) => handler(id),
  };
}

describe('sending a receipt', () => {
  it('claims it within the limits, sends its text under its own id, and notes the service’s', async () => {
    const { ports, asked, sent } = around();
    await sendReceipt(ports, 'rcp_1');
    expect(sent).toEqual([
      { mobile: '+989121234567', localId: 123_456, text: expect.stringContaining('Your payment was made.') },
    ]);
    expect(asked).toEqual([
      ['claim', 'rcp_1', 60_000, LIMITS],
      ['sent', CLAIMED, '77'],
    ]);
  });

  it('sends nothing that it could not claim', async () => {
    const { ports, sent, state } = around();
    state.claimed = null;
    await sendReceipt(ports, 'rcp_1');
    expect(sent).toEqual([]);
  });

  it('refused for now: rests ever longer', async () => {
    const { ports, asked, log } = around({ type: 'refused', code: 409, mayRetry: true });
    await sendReceipt(ports, 'rcp_1');
    const [, [name, , failure, pauseMs] = []] = asked;
    expect([name, failure]).toEqual(['notSent', { why: expect.stringContaining('409'), code: 409 }]);
    expect(Math.abs(Number(pauseMs) - 60_000)).toBeLessThanOrEqual(12_000);
    expect(log.errors).toEqual([]);
  });

  it('refused for ever: parked with its code, aloud', async () => {
    const { ports, asked, log } = around({ type: 'refused', code: 411, mayRetry: false });
    await sendReceipt(ports, 'rcp_1');
    expect(asked[1]).toEqual(['park', CLAIMED, { why: expect.stringContaining('411'), code: 411 }]);
    expect(log.errors).toHaveLength(1);
  });

  it('no answer: the outbox decides whether it is sent once more', async () => {
    const { ports, asked, log } = around({ type: 'unknown' });
    await sendReceipt(ports, 'rcp_1');
    expect(asked[1]).toEqual(['unsure', CLAIMED, UNSURE_PAUSE_MS]);
    expect(log.errors).toHaveLength(1);
  });

  it('what breaks is put to rest, and a store that is away too is no reason to throw', async () => {
    const { ports, asked, log } = around(new Error('a bug'));
    await sendReceipt(ports, 'rcp_1');
    expect(asked.at(-1)).toEqual(['trip', 'rcp_1', expect.any(String)]);
    expect(log.errors).toEqual(['a receipt could not be sent']);
    ports.outbox.trip = () => Promise.reject(new Error('away'));
    await sendReceipt(ports, 'rcp_1');
  });

  it('logs no mobile, no text and no reference', async () => {
    for (const answer of [
      { type: 'refused', code: 411, mayRetry: false },
      { type: 'refused', code: 409, mayRetry: true },
      { type: 'unknown' },
    ] as const) {
      const { ports, log } = around(answer);
      await sendReceipt(ports, 'rcp_1');
      expect(JSON.stringify(log.lines)).not.toMatch(/9121234567|Bookshop|123456789012/);
      expect(log.lines).not.toEqual([]);
    }
  });
});

describe('the look at what is due', () => {
  it('wakes whoever sends it, again and again, and goes on when the queue is away', async () => {
    const { ports, jobs, state, system, log, work, sent } = around();
    state.due = ['rcp_1', 'rcp_2'];
    const end = await startReceipts(ports);
    await settle();
    expect(jobs).toEqual(['rcp_1', 'rcp_2']);
    await work('rcp_1');
    expect(sent).toHaveLength(1);
    state.queueAway = true;
    await system.advance(1_100);
    expect(log.lines.map(({ message }) => message)).toContain(
      'receipts that are due could not be looked for',
    );
    state.queueAway = false;
    await system.advance(1_100);
    expect(jobs).toEqual(['rcp_1', 'rcp_2', 'rcp_1', 'rcp_2']);
    await end();
    expect(state.closed).toBe(true);
    await system.advance(10_000);
    expect(jobs).toHaveLength(4);
  });
});

describe('the end', () => {
  it('waits for a look that is under way, and lets no other begin meanwhile', async () => {
    const { ports, system, state } = around();
    let looks = 0;
    ports.outbox.undelivered = async () => {
      looks += 1;
      return [];
    };
    ports.outbox.due = () => new Promise((resolve) => system.after(10_000, () => resolve([])));
    const end = await startReceipts(ports);
    await settle();
    const ended = end();
    await system.advance(10_100);
    await ended;
    expect([state.closed, looks]).toEqual([true, 1]);
  });
});

describe('a service that falls silent', () => {
  it('is given nothing until a look at it is answered, and then one message at a time', async () => {
    const { ports, sent, jobs, state, health, system, work } = around({ type: 'unknown' });
    health.ok = false;
    state.due = ['rcp_1', 'rcp_2'];
    const end = await startReceipts(ports);
    await settle();
    await work('rcp_1');
    await work('rcp_2');
    expect([sent.length, jobs.length]).toEqual([1, 2]);
    await system.advance(25_000);
    await work('rcp_1');
    expect([sent.length, jobs.length]).toEqual([1, 2]);
    health.ok = true;
    await system.advance(11_000);
    // One, as often as it is looked at, since nobody takes it here.
    expect(new Set(jobs.slice(2))).toEqual(new Set(['rcp_1']));
    await work('rcp_1');
    expect(sent).toHaveLength(2);
    await work('rcp_2');
    expect(sent).toHaveLength(2);
    await end();
  });
});

describe('deliveries', () => {
  it('are noted as they are told, and asked for until they are final', async () => {
    const { ports, asked, deliveries } = around();
    ports.outbox.undelivered = async () => [
      { receiptId: 'rcp_1', messageId: '1', looks: 1 },
      { receiptId: 'rcp_2', messageId: '2', looks: 1 },
      { receiptId: 'rcp_3', messageId: '3', looks: 2 },
      { receiptId: 'rcp_4', messageId: '4', looks: 99 },
    ];
    deliveries.set('1', 'delivered').set('2', 'underway').set('4', 'queued');
    await lookForDeliveries(ports);
    expect(asked).toEqual([
      ['noteDelivery', 'rcp_1', 'delivered', null],
      ['noteDelivery', 'rcp_2', 'underway', expect.any(Number)],
      ['noteDelivery', 'rcp_3', null, expect.any(Number)],
      ['noteDelivery', 'rcp_4', 'queued', null],
    ]);
  });

  it('that cannot be asked for are no reason to throw', async () => {
    const { ports, log } = around();
    ports.outbox.undelivered = () => Promise.reject(new Error('away'));
    await lookForDeliveries(ports);
    expect(log.lines).toHaveLength(1);
  });
});

describe('pauses', () => {
  it('grow, and end', () => {
    expect([1, 2, 3, 20].map((tries) => receiptPause(tries, 200n))).toEqual([
      ...[10_000, 30_000, 60_000, 21_600_000],
    ]);
    expect([1, 2, 7, 15].map((looks) => deliveryPause(looks, 200n))).toEqual([
      ...[30_000, 60_000, 21_600_000, 21_600_000],
    ]);
    expect(deliveryPause(16, 200n)).toBeNull();
    const days = Array.from({ length: 15 }, (_, index) => deliveryPause(index + 1, 200n) ?? 0);
    expect(days.reduce((sum, pause) => sum + pause, 0) / 86_400_000).toBeCloseTo(2.4, 1);
  });
});
