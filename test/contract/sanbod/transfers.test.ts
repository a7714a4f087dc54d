import { describe, expect, test } from 'vitest';
import { openProvider } from '../../../src/adapters/provider/provider.ts';
import type { SanbodSettings } from '../../../src/adapters/sanbod/settings.ts';
import { createTransfers } from '../../../src/adapters/sanbod/transfers.ts';
import { createSystem } from '../../../src/adapters/system.ts';
import { OperationFault } from '../../../src/application/fault.ts';
import type { BankTransferOrder } from '../../../src/application/ports.ts';
import { closedPort } from '../../support/raw-server.ts';
import { countedAccess, plainly, sanbodSettings, scriptedSanbod } from '../../support/sanbod.ts';
import type { Script } from '../../support/scripted-server.ts';

const IBAN = 'IR660570021380014707021101';
const RECEIVER = { firstName: 'ela', lastName: 'sanbod' };

const NORMAL: BankTransferOrder = {
  kind: 'normal',
  sourceDeposit: ' 119-813-2618257-1 ',
  destinationDeposit: '119-813-2295556-1',
  amount: 20_000,
};
const PAYA: BankTransferOrder = {
  kind: 'paya',
  sourceDeposit: '119-813-2618257-1',
  iban: 'ir66 0570 0213 8001 4707 0211 01',
  amount: 160_000,
  receiver: RECEIVER,
  // As in the sample, with a space at its end.
  description: 'rent ',
};
const SATNA: BankTransferOrder = { ...PAYA, kind: 'satna', amount: 160_000_000 };

const ACCEPTED = {
  referenceId: '981202',
  iban: IBAN,
  transferAmount: '160000',
  ownerName: 'ela sanbod',
  description: 'rent',
  transactionStatus: 'ACCEPTED',
  transferStatus: 'READY_TO_TRANSFER',
};

function frame(message: unknown): Script {
  return { body: { error: false, message, result_number: 1, traceid: 123 } };
}

async function ordered(order: BankTransferOrder, answer: Script, given: Partial<SanbodSettings> = {}) {
  const { server, settings, log } = await scriptedSanbod(() => answer, given);
  const { access } = countedAccess();
  const asked: string[] = [];
  const transfers = createTransfers(settings, (deposit) => {
    asked.push(deposit);
    return access;
  });
  const result = await transfers.transfer(order);
  return { result, arrived: server.arrived.map(plainly), log, asked };
}

const HEAD = {
  method: 'POST',
  query: { traceid: 'trace1' },
  authorization: 'Bearer token1',
  accept: 'application/json',
  type: 'application/json',
};

describe('an order arrives as the samples have it', () => {
  test('within a bank', async () => {
    const { result, arrived, asked } = await ordered(NORMAL, frame({ docNumber: '00001632235711734468' }));
    expect(arrived).toEqual([
      {
        ...HEAD,
        path: '/banks/v1/normaltransfer',
        body: {
          sourceDepositNumber: '119-813-2618257-1',
          destinationDepositNumber: '119-813-2295556-1',
          transferAmount: '20000',
        },
      },
    ]);
    expect(asked).toEqual(['119-813-2618257-1']);
    expect(result).toEqual({
      type: 'accepted',
      reference: '00001632235711734468',
      status: null,
      leavesAt: null,
      traceId: 'trace1',
    });
  });

  test('by Paya', async () => {
    const { result, arrived } = await ordered(PAYA, frame(ACCEPTED));
    expect(arrived).toEqual([
      {
        ...HEAD,
        path: '/banks/v1/achtransfer',
        body: {
          sourceDepositNumber: '119-813-2618257-1',
          iban: IBAN,
          transferAmount: '160000',
          receiverFirstName: 'ela',
          receiverLastName: 'sanbod',
          description: 'rent',
        },
      },
    ]);
    expect(result).toMatchObject({
      type: 'accepted',
      reference: '981202',
      status: { raw: 'READY_TO_TRANSFER', standing: 'open' },
    });
  });

  test('by Satna', async () => {
    const { result, arrived } = await ordered(SATNA, frame([{ referenceId: 'S-77' }]));
    expect(arrived).toEqual([
      {
        ...HEAD,
        path: '/banks/v1/rtgstransfer',
        body: {
          sourceDepositNumber: '119-813-2618257-1',
          destinationIban: IBAN,
          transferAmount: '160000000',
          receiverFirstName: 'ela',
          receiverLastName: 'sanbod',
          description: 'rent',
        },
      },
    ]);
    expect(result).toMatchObject({ type: 'accepted', reference: 'S-77', status: null });
  });

  test.each([NORMAL, PAYA, SATNA])(
    '$kind with its amount as a number, where that is switched on',
    async (order) => {
      const { arrived } = await ordered(order, 'cut', { amountAs: 'number' });
      expect(arrived[0]?.body).toMatchObject({ transferAmount: order.amount });
    },
  );

  test('at another path, where one is configured', async () => {
    const { settings } = sanbodSettings('http://127.0.0.1:9');
    const paths = { ...settings.paths, normaltransfer: '/elsewhere/normaltransfer' };
    const { arrived } = await ordered(NORMAL, frame({ docNumber: '1' }), { paths });
    expect(arrived[0]?.path).toBe('/elsewhere/normaltransfer');
  });
});

describe('what the bank says of an order', () => {
  test.each<[string, BankTransferOrder, Script]>([
    ['a Satna reply that is one object', SATNA, frame({ referenceId: '5' })],
    ['a number for a reference', NORMAL, frame({ docNumber: 5 })],
    ['an amount with .0', PAYA, frame({ ...ACCEPTED, referenceId: '5', transferAmount: '160000.0' })],
    ['nothing but the reference', PAYA, frame({ transactionStatus: 'accepted ', referenceId: '5' })],
  ])('%s is accepted', async (_, order, answer) => {
    expect((await ordered(order, answer)).result).toMatchObject({ type: 'accepted', reference: '5' });
  });

  test.each<[string, BankTransferOrder, Script, object]>([
    [
      'a status of its own that is no acceptance',
      PAYA,
      frame({ ...ACCEPTED, transactionStatus: 'ERROR_GENERAL' }),
      { why: 'refused', reasons: ['ERROR_GENERAL'] },
    ],
    [
      'a duplicate',
      PAYA,
      frame({ ...ACCEPTED, transactionStatus: 'ERROR_DUPLICATE' }),
      { why: 'duplicate', reasons: [expect.stringContaining('look up the first')] },
    ],
    [
      'a refusal with HTTP 200',
      NORMAL,
      { body: { error: true, message: 'no money', result_number: 0 } },
      { why: 'refused', reasons: ['no money'] },
    ],
    [
      'a refusal with HTTP 422',
      { ...SATNA, amount: 2_000_000_000 },
      { status: 422, body: { error: true, message: { destinationIban: ['wrong'] } } },
      { why: 'refused', reasons: ['destinationIban: wrong'] },
    ],
    ['a scope that was not granted', NORMAL, { status: 403, body: { message: 'scope' } }, { why: 'refused' }],
  ])('%s has failed', async (_, order, answer, expected) => {
    expect((await ordered(order, answer)).result).toMatchObject({ type: 'failed', ...expected });
  });

  test.each<[string, BankTransferOrder, Script]>([
    ['silence that is cut', NORMAL, 'cut'],
    ['500', NORMAL, { status: 500, body: { error: true, message: 'x' } }],
    ['503 that is a page', SATNA, { status: 503, body: '<html>' }],
    [
      '504 that says it went well',
      NORMAL,
      { body: { error: false, message: { docNumber: '1' } }, status: 504 },
    ],
    ['408', PAYA, { status: 408, body: { error: true } }],
    ['a page', PAYA, { body: '<html>' }],
    ['400 that is a page', PAYA, { status: 400, body: '<html>' }],
    ['401 that is a page', PAYA, { status: 401, body: '<html>' }],
    ['broken JSON', NORMAL, { body: '{"error":false,"message":{' }],
    ['nothing', NORMAL, {}],
    ['no flag', NORMAL, { body: { message: { docNumber: '1' } } }],
    ['no reference', NORMAL, frame({})],
    ['an empty reference', NORMAL, frame({ docNumber: ' ' })],
    ['a list without a row', SATNA, frame([])],
    ['no status', PAYA, frame({ referenceId: '1' })],
    ['an acceptance without a reference', PAYA, frame({ ...ACCEPTED, referenceId: null })],
    ['a word that is in no table', PAYA, frame({ ...ACCEPTED, transactionStatus: 'PENDING' })],
    [
      'a refusal that names an order',
      NORMAL,
      { status: 422, body: { error: true, message: { docNumber: '1' } } },
    ],
    [
      'a refused token with an order',
      SATNA,
      { status: 401, body: { error: true, message: [{ referenceId: '1' }] } },
    ],
    ['another IBAN', PAYA, frame({ ...ACCEPTED, iban: 'IR410590011981302618257001' })],
    ['another amount', PAYA, frame({ ...ACCEPTED, transferAmount: '1600000' })],
  ])('%s leaves it open, is asked once, and is alarming', async (_, order, answer) => {
    const { result, arrived, log } = await ordered(order, answer);
    expect(result).toMatchObject({
      type: 'unknown',
      why: expect.stringContaining('Look it up'),
      traceId: 'trace1',
    });
    expect(arrived).toHaveLength(1);
    expect(log.lines.some(({ level }) => level === 'warn')).toBe(true);
  });

  test('silence until the deadline leaves it open', async () => {
    const { server, settings } = await scriptedSanbod(() => 'silence');
    // A clock that brings every deadline at once, as soon as the request has arrived.
    const provider = openProvider({
      baseUrl: server.url,
      connectMs: 5_000,
      clock: {
        after: (ms, run) => {
          expect(ms).toBe(60_000);
          const timer = setInterval(() => server.arrived.length > 0 && run(), 5);
          return () => clearInterval(timer);
        },
      },
    });
    const { access } = countedAccess();
    const transfers = createTransfers({ ...settings, provider }, () => access);
    expect(await transfers.transfer(NORMAL)).toMatchObject({ type: 'unknown' });
    expect(server.arrived).toHaveLength(1);
    await provider.close();
  });
});

describe('what our dated tables know', () => {
  const system = { now: () => Date.parse('2025-07-10T09:00+03:30') };

  test('is told beside an acceptance: when it leaves', async () => {
    const { result } = await ordered(PAYA, frame(ACCEPTED), { system });
    expect(result).toMatchObject({ leavesAt: Date.parse('2025-07-10T09:45+03:30') });
  });

  test.each([
    [{ ...PAYA, amount: 2_000_000_001 }, ['no', 'Paya takes up to 2000000000 Rial in one order']],
    [{ ...PAYA, amount: 2_000_000_000 }, ['no']],
    [{ ...SATNA, amount: 999_999_999 }, ['no', 'Satna begins with 1000000000 Rial']],
    [{ ...SATNA, amount: 1_000_000_000 }, ['no']],
    [{ ...NORMAL, amount: 5_000_000_000 }, ['no']],
  ])('is told beside a refusal, and refuses nothing by itself', async (order, reasons) => {
    const refused: Script = { status: 422, body: { error: true, message: 'no' } };
    const { result, arrived } = await ordered(order, refused, { system });
    expect(result).toMatchObject({ type: 'failed', reasons });
    expect(arrived).toHaveLength(1);
  });
});

describe('nothing is sent', () => {
  test.each<[string, BankTransferOrder, RegExp]>([
    ['a fraction of a Rial', { ...NORMAL, amount: 0.5 }, /whole number of Rial/],
    ['nothing', { ...NORMAL, amount: 0 }, /whole number of Rial/],
    ['less than nothing', { ...NORMAL, amount: -1_000 }, /whole number of Rial/],
    ['no source', { ...NORMAL, sourceDeposit: ' ' }, /account that the money leaves/],
    ['no destination', { ...NORMAL, destinationDeposit: '' }, /account that the money goes to/],
    ['the documents’ wrong IBAN', { ...PAYA, iban: 'IR910540102220100630357602' }, /IBAN/],
    ['no name', { ...SATNA, receiver: { ...RECEIVER, lastName: ' ' } }, /receiverLastName/],
    ['no description', { ...PAYA, description: '' }, /description/],
  ])('of %s', async (_, order, why) => {
    const { result, arrived } = await ordered(order, frame({ docNumber: '1' }));
    expect(result).toEqual({ type: 'notSent', why: expect.stringMatching(why), traceId: null });
    expect(arrived).toEqual([]);
  });

  test('without a consent', async () => {
    const { settings, server } = await scriptedSanbod(() => 'cut');
    const transfers = createTransfers(
      settings,
      () => () => Promise.reject(new OperationFault('Connect first.')),
    );
    expect(await transfers.transfer(NORMAL)).toEqual({
      type: 'notSent',
      why: 'Connect first.',
      traceId: null,
    });
    expect(server.arrived).toEqual([]);
  });

  test('where nobody listens', async () => {
    const { settings } = sanbodSettings(`http://127.0.0.1:${await closedPort()}`);
    const { access } = countedAccess();
    const transfers = createTransfers({ ...settings, system: createSystem() }, () => access);
    expect(await transfers.transfer(NORMAL)).toMatchObject({ type: 'notSent', traceId: 'trace1' });
  });
});

test('a refused token moved nothing: the order goes out once more with another, and then no more', async () => {
  const refused: Script = { status: 401, body: { error: true, message: 'token' } };
  const good = frame({ docNumber: '1' });
  const { settings, server } = await scriptedSanbod(({ headers }) =>
    headers.authorization === 'Bearer token2' ? good : refused,
  );
  const { access, made } = countedAccess();
  const transfers = createTransfers(settings, () => access);
  expect(await transfers.transfer(NORMAL)).toMatchObject({ type: 'accepted', traceId: 'trace2' });
  expect(server.arrived.map(({ query }) => query.traceid)).toEqual(['trace1', 'trace2']);
  expect(made()).toBe(2);

  const stubborn = await scriptedSanbod(() => refused);
  const other = countedAccess();
  const result = await createTransfers(stubborn.settings, () => other.access).transfer(NORMAL);
  expect(result).toMatchObject({ type: 'failed', why: 'refused' });
  expect(stubborn.server.arrived).toHaveLength(2);
  expect(other.made()).toBe(2);
});

test('a duplicate of an order that went out twice may be its own first', async () => {
  const refused: Script = { status: 401, body: { error: true, message: 'token' } };
  const duplicate = frame({ ...ACCEPTED, transactionStatus: 'ERROR_DUPLICATE' });
  const { settings, server } = await scriptedSanbod(({ headers }) =>
    headers.authorization === 'Bearer token2' ? duplicate : refused,
  );
  const { access } = countedAccess();
  const result = await createTransfers(settings, () => access).transfer(PAYA);
  expect(result).toMatchObject({ type: 'unknown', why: expect.stringContaining('went out twice') });
  expect(server.arrived).toHaveLength(2);
});

test('neither a token nor what was ordered is in the log', async () => {
  const { log } = await ordered(PAYA, frame(ACCEPTED));
  const kept = JSON.stringify(log.lines);
  expect(kept).toContain('"traceId":"trace1"');
  expect(kept).toContain('"theirTrace":"123"');
  for (const secret of ['token1', IBAN, '2618257', 'sanbod"']) expect(kept).not.toContain(secret);
});
