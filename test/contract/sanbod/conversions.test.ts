import { describe, expect, test } from 'vitest';
import { createConversions } from '../../../src/adapters/sanbod/conversions.ts';
import type { BankAnswer, IbanConversions } from '../../../src/application/ports.ts';
import { secretOf } from '../../support/fakes.ts';
import { countedAccess, plainly, scriptedSanbod } from '../../support/sanbod.ts';
import type { Script } from '../../support/scripted-server.ts';

/** The card that the documents' replies show: its check digit is right. */
const CARD = '5022291301984702';
const IBAN = 'IR660570021380014707021101';
const DEPOSIT = '119-813-2618257-1';

function frame(message: unknown): Script {
  return {
    body: { error: false, message, result_number: 1, trace_id: '0d5b5ac2-6a1e-4a58-a6a7-7f2f2d0a8b11' },
  };
}

async function asked(ask: (conversions: IbanConversions) => Promise<BankAnswer<string>>, script: Script) {
  const { server, settings, log } = await scriptedSanbod(() => script);
  const { access } = countedAccess();
  const answer = await ask(createConversions(settings, access));
  return { answer, arrived: server.arrived.map(plainly), log };
}

const HEAD = {
  method: 'POST',
  query: { traceid: 'trace1' },
  authorization: 'Bearer token1',
  accept: 'application/json',
  type: 'application/json',
};
const depositToIban = (on: IbanConversions) =>
  on.depositToIban({ depositNumber: ` ${DEPOSIT}`, provider: '057' });
const cardToIban = (on: IbanConversions) => on.cardToIban(secretOf(CARD));
/** As in the documents' sample, with spaces around it. */
const ibanToDeposit = (on: IbanConversions) => on.ibanToDeposit(` ${IBAN} `);
const cardToDeposit = (on: IbanConversions) => on.cardToDeposit(secretOf(CARD));

describe('each conversion', () => {
  test.each([
    [
      'deposit to IBAN',
      depositToIban,
      '/sanboom/v1/banksinquiry/deposittoiban',
      { depositNumber: DEPOSIT, provider: '057' },
      { depositNumber: DEPOSIT, iban: IBAN },
      IBAN,
    ],
    [
      'card to IBAN',
      cardToIban,
      '/sanboom/v1/banksinquiry/cardtoiban',
      { cardNumber: CARD },
      { cardNumber: CARD, iban: `${IBAN} ` },
      IBAN,
    ],
    [
      'IBAN to deposit',
      ibanToDeposit,
      '/banks/v1/ibantodeposit',
      { iban: IBAN },
      { depositNumber: DEPOSIT, iban: IBAN },
      DEPOSIT,
    ],
    [
      'card to deposit',
      cardToDeposit,
      '/sanboom/v1/banksinquiry/cardtodeposit',
      { cardNumber: CARD },
      { cardNumber: CARD, depositNumber: ` ${DEPOSIT}` },
      DEPOSIT,
    ],
  ])('%s', async (_, ask, path, body, message, value) => {
    const { answer, arrived, log } = await asked(ask, frame(message));
    expect(arrived).toEqual([{ ...HEAD, path, body }]);
    expect(answer).toEqual({ type: 'answered', value, traceId: 'trace1' });
    const kept = JSON.stringify(log.lines);
    for (const secret of [CARD, 'token1', IBAN, DEPOSIT]) expect(kept).not.toContain(secret);
  });
});

describe('a reply that does not fit is an error', () => {
  test.each<[string, (on: IbanConversions) => Promise<BankAnswer<string>>, unknown, RegExp]>([
    [
      'the documents’ own: another account, another bank, an IBAN that is none',
      depositToIban,
      { depositNumber: '0100630357602', iban: 'IR910540102220100630357602' },
      /another card or account/,
    ],
    [
      'the right account with that IBAN',
      depositToIban,
      { depositNumber: DEPOSIT, iban: 'IR910540102220100630357602' },
      /no valid IBAN/,
    ],
    [
      'a valid IBAN of another bank',
      depositToIban,
      { depositNumber: DEPOSIT, iban: 'IR880540126030100979988607' },
      /bank 054, not of 057/,
    ],
    ['another card', cardToIban, { cardNumber: '6037991846275315', iban: IBAN }, /another card/],
    ['an IBAN in place of the card', cardToIban, { cardNumber: IBAN, iban: IBAN }, /another card/],
    ['no IBAN', cardToIban, { cardNumber: CARD }, /no valid IBAN/],
    [
      'another IBAN',
      ibanToDeposit,
      { iban: 'IR880540126030100979988607', depositNumber: '1' },
      /another card/,
    ],
    ['no account', ibanToDeposit, { iban: IBAN, depositNumber: ' ' }, /no account number/],
    ['no card', cardToDeposit, { depositNumber: '1' }, /another card/],
    ['a list', cardToDeposit, [], /nothing that was asked for/],
    ['nothing', ibanToDeposit, null, /nothing that was asked for/],
  ])('%s', async (_, ask, message, why) => {
    const { answer } = await asked(ask, frame(message));
    expect(answer).toEqual({ type: 'unusable', why: expect.stringMatching(why), traceId: 'trace1' });
    expect(JSON.stringify(answer)).not.toContain(CARD);
  });
});

describe('nothing is sent of what is wrong here already', () => {
  test.each<[string, (on: IbanConversions) => Promise<BankAnswer<string>>, RegExp]>([
    ['an IBAN for a card, as in the documents', (on) => on.cardToIban(secretOf(IBAN)), /IBAN, not a card/],
    ['an IBAN without its country', (on) => on.cardToDeposit(secretOf(IBAN.slice(2))), /IBAN, not a card/],
    ['a card with a wrong digit', (on) => on.cardToIban(secretOf('5022291301984703')), /no card number/],
    ['a card with separators', (on) => on.cardToDeposit(secretOf('5022-2913-0198-4702')), /no card number/],
    ['a wiped card', (on) => on.cardToIban(secretOf('\0'.repeat(16))), /no card number/],
    [
      'the documents’ IBAN that is none',
      (on) => on.ibanToDeposit('IR910540102220100630357602'),
      /no valid IBAN/,
    ],
    [
      'no account',
      (on) => on.depositToIban({ depositNumber: ' ', provider: '057' }),
      /number of the account/,
    ],
    [
      'a bank that is no code',
      (on) => on.depositToIban({ depositNumber: '1', provider: '57' }),
      /three digits/,
    ],
  ])('%s', async (_, ask, why) => {
    const { answer, arrived } = await asked(ask, frame({}));
    expect(answer).toEqual({ type: 'notAsked', why: expect.stringMatching(why) });
    expect(arrived).toEqual([]);
  });
});

test.each<[string, Script, object]>([
  [
    'a scope that is not allowed',
    { status: 422, body: { error: true, message: { scope: ['not allowed'] }, result_number: 0 } },
    { type: 'refused', reasons: ['scope: not allowed'] },
  ],
  [
    'a refusal that repeats the card',
    { status: 400, body: { message: `card ${CARD}` } },
    { reasons: ['card [digits]'] },
  ],
  ['a page', { body: '<html>' }, { type: 'unavailable' }],
  ['500', { status: 500, body: {} }, { type: 'unavailable' }],
  ['a cut', 'cut', { type: 'unavailable' }],
])('%s is told as it is', async (_, script, expected) => {
  expect((await asked(cardToIban, script)).answer).toMatchObject(expected);
});
