import { RESPONSE_CODES, type ResponseCode } from './response-codes.ts';

/** What happens when a PIN is asked for a card. */
export interface OtpPlan {
  /** Whether the cardholder is sent a PIN. */
  readonly texts: boolean;
  readonly reply: 'accepted' | 'refused' | 'silent' | 'error' | 'otherPrice';
}

/** What happens when a card pays with the right PIN. */
export interface PayPlan {
  /** Whether the money is taken. */
  readonly charges: boolean;
  /** The code that is told; null: success is told. */
  readonly code: ResponseCode | null;
  readonly reply: PayReply;
}

/** How the answer to `pay` is told, once the bank has decided. */
export type PayReply =
  | 'plain'
  | 'slow'
  | 'verySlow'
  | 'silent'
  | 'cut'
  | 'html'
  | 'error'
  | 'statusText'
  | 'dataArray'
  | 'paddedCode'
  | 'zeroReference';

export interface TestCard {
  /** 16 digits: a real bank's prefix, six zeros, three digits of ours, the Luhn digit. Nobody's card. */
  readonly number: string;
  readonly name: string;
  /** What happens, in one line for people. */
  readonly happens: string;
  readonly otp: OtpPlan;
  readonly pay: PayPlan;
}

const ACCEPTED: OtpPlan = { texts: true, reply: 'accepted' };
const PAID: PayPlan = { charges: true, code: null, reply: 'plain' };

/** Any other card with a right Luhn digit is paid too. */
const OTHER_CARDS: Pick<TestCard, 'otp' | 'pay'> = { otp: ACCEPTED, pay: PAID };

/**
 * The cards whose outcome is chosen by their number: 1xx are paid, 0xx are declined with that code, 2xx go
 * wrong when a PIN is asked for, 3xx when the payment is answered.
 */
export const testCards: readonly TestCard[] = [
  paid('6037990000001004', 'paid', 'paid (Melli)'),
  paid('6104330000001019', 'paid-mellat', 'paid (Mellat)'),
  paid('9919750000001025', 'paid-mellat-2', 'paid (Mellat; a number beyond 2^53)'),
  paid('5022290000001032', 'paid-pasargad', 'paid (Pasargad)'),
  paid('6219860000001041', 'paid-saman', 'paid (Saman)'),

  declined('6037990000000030', 3),
  declined('6037990000000055', 5),
  declined('6037990000000139', 13),
  declined('6037990000000147', 14),
  declined('6037990000000204', 20),
  declined('6037990000000212', 21),
  declined('6037990000000428', 42),
  declined('6037990000000519', 51),
  declined('6037990000000543', 54),
  declined('6037990000000550', 55),
  declined('6037990000000576', 57),
  declined('6037990000000618', 61),
  declined('6037990000000626', 62),
  declined('6037990000000634', 63),
  declined('6037990000000758', 75),
  declined('6037990000000782', 78),
  declined('6037990000000808', 80),
  declined('6037990000000907', 90),
  declined('6037990000000915', 91),
  declined('6037990000000949', 94),

  otp('5892100000002012', 'otp-refused', 'the PIN is refused', { texts: false, reply: 'refused' }),
  otp('5892100000002020', 'otp-silent', 'the PIN request is never answered, no PIN is sent', {
    texts: false,
    reply: 'silent',
  }),
  otp('5892100000002038', 'otp-silent-sent', 'the PIN request is never answered, but a PIN is sent', {
    texts: true,
    reply: 'silent',
  }),
  otp('5892100000002046', 'otp-error-sent', 'the PIN request is answered with HTTP 500, but a PIN is sent', {
    texts: true,
    reply: 'error',
  }),
  otp('5892100000002053', 'otp-other-price', 'the PIN is sent for 1,000 Rial more than was asked', {
    texts: true,
    reply: 'otherPrice',
  }),

  pay('6273530000003015', 'slow', 'charged at once, answered late (5 s unless set)', null, 'slow'),
  pay(
    '6273530000003023',
    'very-slow',
    'charged at once, answered very late (45 s unless set)',
    null,
    'verySlow',
  ),
  pay('6273530000003031', 'silent', 'not charged, never answered', 80, 'silent'),
  pay('6273530000003049', 'silent-charged', 'charged, never answered', null, 'silent'),
  pay('6273530000003056', 'cut', 'not charged, the connection is cut', 80, 'cut'),
  pay(
    '6273530000003064',
    'cut-charged',
    'charged, then the connection is cut: the reply is lost',
    null,
    'cut',
  ),
  pay('6273530000003072', 'html', 'not charged, answered with an HTML page', 80, 'html'),
  pay('6273530000003080', 'html-charged', 'charged, answered with an HTML page', null, 'html'),
  pay('6273530000003098', 'status-text', 'charged, answered with status as text ("1")', null, 'statusText'),
  pay('6273530000003106', 'data-array', 'charged, answered with data as an array', null, 'dataArray'),
  pay('6273530000003114', 'padded-code', 'declined with the code padded ("0051")', 51, 'paddedCode'),
  pay(
    '6273530000003122',
    'zero-reference',
    'charged, answered with status 1 and refID "0"',
    null,
    'zeroReference',
  ),
];

/** What the sandbox does with a card. */
export function plansFor(pan: string): Pick<TestCard, 'otp' | 'pay'> {
  return testCards.find((card) => card.number === pan) ?? OTHER_CARDS;
}

function paid(number: string, name: string, happens: string): TestCard {
  return { number, name, happens, otp: ACCEPTED, pay: PAID };
}

function declined(number: string, code: ResponseCode): TestCard {
  const happens = `code ${code}: ${RESPONSE_CODES[code].en}`;
  return {
    number,
    name: `code-${code}`,
    happens,
    otp: ACCEPTED,
    pay: { charges: false, code, reply: 'plain' },
  };
}

function otp(number: string, name: string, happens: string, plan: OtpPlan): TestCard {
  return { number, name, happens, otp: plan, pay: PAID };
}

function pay(
  number: string,
  name: string,
  happens: string,
  code: ResponseCode | null,
  reply: PayReply,
): TestCard {
  return { number, name, happens, otp: ACCEPTED, pay: { charges: code === null, code, reply } };
}
