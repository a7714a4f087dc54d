import { describe, expect, test } from 'vitest';
import { createReports } from '../../../src/adapters/sanbod/reports.ts';
import { countedAccess, plainly, scriptedSanbod } from '../../support/sanbod.ts';
import type { Arrived, Script } from '../../support/scripted-server.ts';

const DEPOSIT = '119-813-2618257-1';
const AT = 1_602_102_600_000;
const DAY = 86_400_000;

const STATEMENT_ROW = {
  balance: '1030000.0',
  transactionDate: AT,
  description: 'transfer ',
  referenceId: '981202',
  docNumber: '00001632235711734468',
  chequeNumber: '',
  transferAmount: '-20000.0',
};
const PAYA_ROW = {
  referenceId: '981202',
  registerDateTime: String(AT),
  status: 'PROCESSED',
  transferDescription: null,
};
const SATNA_ROW = {
  transferAmount: '150000000',
  destinationDepositNumber: 'IR660570021380014707021101',
  sourceDepositNumber: DEPOSIT,
  registerDateTime: String(AT),
  docNumber: 'S-77',
  status: 'TASFIYEH_SHODEH',
};

function frame(message: unknown): Script {
  return { body: { error: false, message, result_number: 1, traceid: 'x' } };
}

async function reports(answer: (arrived: Arrived) => Script) {
  const { server, settings, log } = await scriptedSanbod(answer);
  const { access } = countedAccess();
  return { reports: createReports(settings, () => access), server, log };
}

const HEAD = {
  method: 'POST',
  query: { traceid: 'trace1' },
  authorization: 'Bearer token1',
  accept: 'application/json',
  type: 'application/json',
};

describe('a report is asked for as the samples have it, without their marks for optional names', () => {
  test('the statement', async () => {
    const { reports: ask, server } = await reports(() => frame([STATEMENT_ROW]));
    const answer = await ask.statement({
      depositNumber: ` ${DEPOSIT} `,
      order: 'newestFirst',
      only: 'debit',
      from: AT - DAY,
      to: AT,
    });
    expect(server.arrived.map(plainly)).toEqual([
      {
        ...HEAD,
        path: '/banks/v1/statement',
        body: {
          depositNumber: DEPOSIT,
          order: 'DSC',
          action: 'DEBIT',
          fromDateTime: AT - DAY,
          toDateTime: AT,
          offset: 0,
          length: 25,
        },
      },
    ]);
    expect(answer).toEqual({
      type: 'answered',
      traceId: 'trace1',
      value: [
        {
          at: AT,
          amount: -20_000,
          balance: 1_030_000,
          description: 'transfer',
          referenceId: '981202',
          docNumber: '00001632235711734468',
          chequeNumber: null,
        },
      ],
    });
  });

  test('the statement with nothing but what it needs: always with an order', async () => {
    const { reports: ask, server } = await reports(() => frame([]));
    expect(await ask.statement({ depositNumber: DEPOSIT, order: 'oldestFirst' })).toMatchObject({
      value: [],
    });
    const body = { depositNumber: DEPOSIT, order: 'ASC', offset: 0, length: 25 };
    expect(plainly(server.arrived[0] as Arrived).body).toEqual(body);
  });

  test('Paya', async () => {
    const { reports: ask, server } = await reports(() =>
      frame([PAYA_ROW, { ...PAYA_ROW, status: 'Dar Rah' }]),
    );
    const answer = await ask.paya({
      depositNumber: DEPOSIT,
      iban: 'IR660570021380014707021101',
      ownerName: 'ela sanbod',
      factorNumber: '7',
      referenceId: '981202',
      amount: { from: 1, to: 2 },
      issued: { from: 3, to: 4 },
      registered: { from: 5, to: 6 },
    });
    expect(server.arrived.map(plainly)).toEqual([
      {
        ...HEAD,
        path: '/banks/v1/achreport',
        body: {
          depositNumber: DEPOSIT,
          destinationIban: 'IR660570021380014707021101',
          destinationOwnerName: 'ela sanbod',
          factorNumber: '7',
          referenceId: '981202',
          fromTransactionAmount: 1,
          toTransactionAmount: 2,
          fromIssueDateTime: 3,
          toIssueDateTime: 4,
          fromRegisterDateTime: 5,
          toRegisterDateTime: 6,
          offset: 0,
          length: 25,
        },
      },
    ]);
    expect(answer).toMatchObject({
      type: 'answered',
      value: [
        { referenceId: '981202', registeredAt: AT, status: { standing: 'done' }, description: null },
        { status: { raw: 'Dar Rah', standing: 'open', meaning: null } },
      ],
    });
  });

  test('Satna, whose accounts may be IBANs', async () => {
    const { reports: ask, server } = await reports(() => frame([SATNA_ROW]));
    const answer = await ask.satna({ depositNumber: DEPOSIT, docNumber: 'S-77', from: AT - DAY, to: AT });
    expect(server.arrived.map(plainly)).toEqual([
      {
        ...HEAD,
        path: '/banks/v1/rtgsreport',
        body: {
          depositNumber: DEPOSIT,
          docNumber: 'S-77',
          fromDateTime: AT - DAY,
          toDateTime: AT,
          offset: 0,
          length: 25,
        },
      },
    ]);
    expect(answer).toMatchObject({
      value: [
        {
          docNumber: 'S-77',
          registeredAt: AT,
          amount: 150_000_000,
          source: DEPOSIT,
          destination: 'IR660570021380014707021101',
          status: { raw: 'TASFIYEH_SHODEH', standing: 'done' },
        },
      ],
    });
  });
});

/** A statement of so many rows, each of its own amount. */
function statementOf(count: number): (arrived: Arrived) => Script {
  const all = Array.from({ length: count }, (_, nth) => ({
    ...STATEMENT_ROW,
    transferAmount: String(nth + 1),
  }));
  return ({ body }) => {
    const { offset, length } = JSON.parse(body) as { offset: number; length: number };
    return frame(all.slice(offset, offset + length));
  };
}

describe('pages are asked for until one is not full', () => {
  test.each([
    [0, 1],
    [24, 1],
    [25, 2],
    [26, 2],
    [75, 4],
  ])('%i rows', async (count, pages) => {
    const { reports: ask, server } = await reports(statementOf(count));
    const answer = await ask.statement({ depositNumber: DEPOSIT, order: 'oldestFirst' });
    if (answer.type !== 'answered') throw new Error(answer.type);
    expect(answer.value.map(({ amount }) => amount)).toEqual(
      Array.from({ length: count }, (_, nth) => nth + 1),
    );
    expect(server.arrived).toHaveLength(pages);
    expect(new Set(server.arrived.map(({ query }) => query.traceid)).size).toBe(pages);
  });

  test('and not for ever from a bank that has one page only', async () => {
    const { reports: ask, server } = await reports(() =>
      frame(Array.from({ length: 25 }, () => STATEMENT_ROW)),
    );
    const answer = await ask.statement({ depositNumber: DEPOSIT, order: 'oldestFirst' });
    expect(answer).toMatchObject({ type: 'unusable', why: expect.stringContaining('same page') });
    expect(server.arrived).toHaveLength(2);
  });

  test('nor half: a page that fails is the end of it', async () => {
    let page = 0;
    const full = statementOf(60);
    const { reports: ask } = await reports((arrived) => {
      page += 1;
      return page === 2 ? { status: 500, body: '' } : full(arrived);
    });
    const answer = await ask.statement({ depositNumber: DEPOSIT, order: 'oldestFirst' });
    expect(answer).toMatchObject({ type: 'unavailable' });
  });
});

describe('a row that cannot be read makes the report unusable', () => {
  test.each<[string, object]>([
    ['a fraction of a Rial', { transferAmount: '-20000.5' }],
    ['no amount', { transferAmount: null }],
    ['a time in seconds', { transactionDate: AT / 1_000 }],
    ['no time', { transactionDate: undefined }],
  ])('%s', async (_, wrong) => {
    const { reports: ask } = await reports(() => frame([STATEMENT_ROW, { ...STATEMENT_ROW, ...wrong }]));
    const answer = await ask.statement({ depositNumber: DEPOSIT, order: 'oldestFirst' });
    expect(answer).toMatchObject({ type: 'unusable', why: expect.stringContaining('Row 2') });
  });

  test.each<[string, unknown]>([
    ['no rows', null],
    ['a text', 'none'],
  ])('and so does %s', async (_, message) => {
    const { reports: ask } = await reports(() => frame(message));
    expect(await ask.paya({ depositNumber: DEPOSIT })).toMatchObject({ type: 'unusable' });
  });
});

test('amounts and times as numbers or text are the same', async () => {
  const odd = { ...STATEMENT_ROW, balance: 5, transactionDate: String(AT), transferAmount: 20_000 };
  const { reports: ask } = await reports(() => frame([odd]));
  const answer = await ask.statement({ depositNumber: DEPOSIT, order: 'oldestFirst' });
  expect(answer).toMatchObject({ value: [{ at: AT, amount: 20_000, balance: 5 }] });
});

test.each<[string, Script, object]>([
  [
    'a refusal',
    { status: 403, body: { error: true, message: 'scope' } },
    { type: 'refused', reasons: ['scope'] },
  ],
  ['500', { status: 500, body: {} }, { type: 'unavailable' }],
  ['a page', { body: '<html>' }, { type: 'unavailable' }],
  ['a cut', 'cut', { type: 'unavailable' }],
])('%s is told as it is', async (_, script, expected) => {
  const { reports: ask } = await reports(() => script);
  expect(await ask.satna({ depositNumber: DEPOSIT })).toMatchObject(expected);
});

test('an account is needed, and nothing is asked without one', async () => {
  const { reports: ask, server } = await reports(() => frame([]));
  expect(await ask.satna({ depositNumber: '  ' })).toMatchObject({ type: 'notAsked' });
  expect(server.arrived).toEqual([]);
});
