import { describe, expect, it } from 'vitest';
import type { SessionPorts } from '../../src/application/call-session.ts';
import type { Log } from '../../src/application/ports.ts';
import type { Secret } from '../../src/application/secret.ts';
import type { Plant } from './application.ts';
import { CALLS, caught, identifying, paying, saying } from './plants.ts';

/**
 * The auditor is worth what it catches: each bug is planted around a port of every process, and must be
 * called by its invariant (payment.md, "Invariants"; nothing refunds yet, so that 11 has nothing to judge).
 */

const digitsOf = (secret: Secret) => secret.expose((bytes) => String.fromCharCode(...bytes));

describe('the auditor', () => {
  it('finds nothing where no bug is planted', async () => {
    expect(await caught((ports) => ports)).toEqual([]);
  });

  it('1: catches a pay that does not wait for its dispatch to be committed', async () => {
    const early = paying(({ dispatch }, { host }) => ({
      async dispatch(attemptId, by) {
        const late = host.pause(3_000).then(() => dispatch(attemptId, by));
        late.catch(() => undefined);
        return 'dispatched';
      },
    }));
    expect(await caught(early)).toContain('1: pay arrived while it was prepared');
  });

  it('2: catches a gateway that sends a pay again when no clear answer comes', async () => {
    const resends: Plant = ({ gateway, ...ports }) => ({
      ...ports,
      gateway: {
        ...gateway,
        async pay(request, mayStillSend) {
          const first = await gateway.pay(request, mayStillSend);
          return first.outcome.type === 'unknown' ? gateway.pay(request, () => true) : first;
        },
      },
    });
    expect(await caught(resends)).toContain('2: a second pay for one order id');
  });

  it('2: catches an adapter that uses one order id for all', async () => {
    let first: string | null = null;
    const reuses: Plant = ({ gateway, ...ports }) => ({
      ...ports,
      gateway: {
        ...gateway,
        pay(request, mayStillSend) {
          first ??= request.orderId;
          return gateway.pay({ ...request, orderId: first }, mayStillSend);
        },
      },
    });
    const found = await caught(reuses);
    expect(found).toContain('2: a second pay for one order id');
    expect(found).toContain('2: the pan differs from that of its OTP');
  });

  it('3: catches a dispatch that looks at no other attempt', async () => {
    const unlocked = paying((_, { books }) => ({
      async dispatch(attemptId, { owner }) {
        if (books.rows.get(attemptId)?.state !== 'prepared') return 'notPrepared';
        books.forceDispatch(attemptId, owner);
        return 'dispatched';
      },
    }));
    expect(await caught(unlocked, 8 * CALLS)).toContainEqual(
      expect.stringMatching(/^3: paid for while \S+ of its bill is (unknown|dispatched|paid)$/),
    );
  });

  it('4: catches a time-out that is taken as declined', async () => {
    const assumes: Plant = ({ gateway, ...ports }) => ({
      ...ports,
      gateway: {
        ...gateway,
        async pay(request, mayStillSend) {
          const { outcome, trace } = await gateway.pay(request, mayStillSend);
          return { outcome: outcome.type === 'unknown' ? { type: 'declined', code: 51 } : outcome, trace };
        },
      },
    });
    expect(await caught(assumes)).toContain('4: declined holds a charge');
  });

  it('5: catches a result that is dropped while the queue is away', async () => {
    const drops: Plant = ({ queue, spool, ...ports }) => ({
      ...ports,
      queue: { ...queue, add: (result) => queue.add(result).catch(() => undefined) },
      spool: { ...nothingSpooled, setAside: spool.setAside },
    });
    expect(await caught(drops, 3 * CALLS)).toContain(
      '5: the answer "paid" reached us and is not in the books',
    );
  });

  it('5: catches a reference that is not the one of the bank', async () => {
    const mistakes = paying(({ record }) => ({
      record({ outcome, ...result }, by) {
        return record(
          { ...result, outcome: outcome.type === 'paid' ? { ...outcome, refId: '1' } : outcome },
          by,
        );
      },
    }));
    expect(await caught(mistakes)).toContain('5: another reference');
  });

  it('6: catches a PIN budget that never runs out', async () => {
    let cards = 0;
    const endless: Plant = (ports) => ({
      ...ports,
      cardHasher: { hash: () => ({ keyId: 'k', hash: `${++cards}` }) },
    });
    expect(await caught(endless, 2 * CALLS)).toContain('6: wrong PIN number 3 of one card');
  });

  it('6: catches a PIN whose age nobody looks at', async () => {
    const ageless: Plant = (ports) => ({ ...ports, system: { ...ports.system, monotonicMs: () => 0 } });
    // A PIN is seldom keyed in its last moments.
    expect(await caught(ageless, 5 * CALLS)).toContain('6: a pay with a stale PIN');
  });

  it('7: catches "nothing was taken" said of a charge in doubt', async () => {
    const said = saying('unknown', 'nothing.taken');
    expect(await caught(said)).toContain('7: "nothing.taken" was said after a charge');
  });

  it('7: catches "paid" said of a decline', async () => {
    expect(await caught(saying('declined', 'paid'))).toContain('7: "paid" was said without a charge');
  });

  it('8: catches a store that forgets evidence', async () => {
    const forgets = paying(({ record }, { books }) => ({
      async record(result, by) {
        const settlement = await record(result, by);
        books.evidence.delete(result.evidenceId);
        return settlement;
      },
    }));
    expect(await caught(forgets)).toContainEqual(expect.stringMatching(/^8: evidence \S+ has gone/));
  });

  it('8: catches a state that changes without a legal move', async () => {
    const revives = paying(({ record }, { books }) => ({
      async record(result, by) {
        const settlement = await record(result, by);
        const row = books.rows.get(result.attemptId);
        if (row?.state === 'declined') books.forceDispatch(result.attemptId, 'process-1');
        return settlement;
      },
    }));
    expect(await caught(revives)).toContain('8: moved declined -> dispatched');
  });

  it('9: catches a spool that is never emptied', async () => {
    const keeps: Plant = ({ spool, ...ports }) => ({
      ...ports,
      spool: {
        write: (result) => spool.write(result),
        list: () => spool.list(),
        setAside: (evidenceId) => spool.setAside(evidenceId),
        drop: async () => undefined,
      },
    });
    expect(await caught(keeps)).toContainEqual(expect.stringMatching(/^9: \d+ results are still spooled/));
  });

  it('9: catches a doubt that nobody answers for', async () => {
    const ownerless = paying(({ record }, { books }) => ({
      async record(result, by) {
        const settlement = await record(result, by);
        const row = books.rows.get(result.attemptId);
        if (row !== undefined) row.doubt = null;
        return settlement;
      },
    }));
    expect(await caught(ownerless)).toContain('9: unknown without an owner and a due date');
  });

  it('10: catches a payment that settles its bill and does not count', async () => {
    const uncounted = paying(({ record }, { books }) => ({
      async record(result, by) {
        const settlement = await record(result, by);
        const row = books.rows.get(result.attemptId);
        if (row?.state === 'paid') row.surplus = true;
        return settlement;
      },
    }));
    expect(await caught(uncounted)).toContain('10: 0 payments of its bill count');
  });

  it('10: catches a change that nobody is told of', async () => {
    const untold = paying(({ record }, { books }) => ({
      async record(result, by) {
        const settlement = await record(result, by);
        if (settlement.moved && settlement.state === 'paid') books.outbox.pop();
        return settlement;
      },
    }));
    expect(await caught(untold)).toContain('10: became paid and is told as ');
  });

  it('10: catches a change that is told twice', async () => {
    const doubled = paying(({ record }, { books }) => ({
      async record(result, by) {
        const settlement = await record(result, by);
        const last = books.outbox.at(-1);
        if (settlement.moved && last !== undefined) books.outbox.push(last);
        return settlement;
      },
    }));
    expect(await caught(doubled)).toContain('10: became paid and is told as paid, paid');
  });

  it('12: catches a journal that holds the card', async () => {
    let card = '';
    const leaks: Plant = ({ gateway, journal, ...ports }) => ({
      ...ports,
      gateway: {
        ...gateway,
        requestOtp(request) {
          card = digitsOf(request.pan);
          return gateway.requestOtp(request);
        },
      },
      journal: {
        ...journalOf(journal),
        append: (entries, owner) =>
          journal.append(
            entries.map((entry) => ({ ...entry, stage: `${entry.stage} ${card}` })),
            owner,
          ),
      },
    });
    expect(await caught(leaks)).toContainEqual(
      expect.stringMatching(/^12: a secret, plain, in the journal of call_/),
    );
  });

  it.each<[string, (pin: string) => string]>([
    ['plain', (pin) => pin],
    ['reversed', (pin) => [...pin].reverse().join('')],
    ['spaced', (pin) => [...pin].join(' ')],
    ['base64', (pin) => Buffer.from(`pin=${pin};`).toString('base64')],
    ['hex', (pin) => Buffer.from(pin).toString('hex')],
    ['URL-encoded', (pin) => [...Buffer.from(pin)].map((byte) => `%${byte.toString(16)}`).join('')],
    ['Persian digits', (pin) => pin.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'.charAt(Number(digit)))],
  ])('12: catches a log that holds the PIN, %s', async (spelling, spell) => {
    const leaks: Plant = ({ gateway, ...ports }) => ({
      ...ports,
      gateway: {
        ...gateway,
        pay(request, mayStillSend) {
          logged(ports.log, spell(digitsOf(request.pin)));
          return gateway.pay(request, mayStillSend);
        },
      },
    });
    expect(await caught(leaks)).toContain(`12: a secret, ${spelling}, in the log`);
  });

  it('12: catches a log that holds who pays', async () => {
    const leaks = identifying((finding, { nationalId, birthDate }, { log }) => {
      logged(log, birthDate ?? digitsOf(nationalId));
      return finding;
    });
    const found = await caught(leaks);
    expect(found).toContain('12: a secret, plain, in the log');
    expect(found).toContain('12: a secret, as a date, in the log');
  });
});

const nothingSpooled = {
  write: async () => undefined,
  list: async () => [],
  drop: async () => undefined,
};

function logged(log: Log, text: string): void {
  log.info({ text }, 'the bank is asked to pay');
}

function journalOf(journal: SessionPorts['journal']): SessionPorts['journal'] {
  return {
    begin: (call) => journal.begin(call),
    append: (entries, owner) => journal.append(entries, owner),
    take: (callId, owner) => journal.take(callId, owner),
    note: (callId, facts, owner) => journal.note(callId, facts, owner),
    callOn: (channelId) => journal.callOn(channelId),
    read: (callId) => journal.read(callId),
    list: (filter) => journal.list(filter),
    show: (callId) => journal.show(callId),
  };
}
