import { createHash, randomBytes } from 'node:crypto';
import { CompiledQuery } from 'kysely';
import type { Database } from '../../../src/adapters/store/database.ts';
import { createInvoiceStore } from '../../../src/adapters/store/invoice-store.ts';
import { createMerchantStore } from '../../../src/adapters/store/merchant-store.ts';
import { createPanelStore } from '../../../src/adapters/store/panel-store.ts';
import { createPaymentReader } from '../../../src/adapters/store/payment-reader.ts';
import { createPaymentStore } from '../../../src/adapters/store/payment-store.ts';
import type {
  AttemptResult,
  CardHash,
  Merchant,
  NewAttempt,
  NewInvoice,
  OtpCaps,
  PanelDispatch,
} from '../../../src/application/ports.ts';
import { orderIdFrom } from '../../../src/domain/payment/order-id.ts';
import type { Outcome } from '../../../src/domain/payment/outcome.ts';

export const AMOUNT = 500_000;
/** Only a card's limit is near: what is counted by mobile, by line and by key has tests of its own. */
export const LIMITS: OtpCaps = {
  otpsPerCardHour: 5,
  otpsPerCallerHour: 1_000,
  otpsPerLineHour: 100_000,
  otpsPerKeyHour: 100_000,
  cardsPerCallerDay: 1_000,
};
export const OWNER = { owner: 'process-1', amount: AMOUNT };

export const BOOKSHOP: Merchant = {
  merchantId: 'bookshop',
  name: { fa: 'کتاب‌فروشی', en: 'Bookshop' },
  webhookUrl: 'https://panel.example/hooks',
  blockedCallers: ['+989120000009', '02188880000'],
  lines: [line('1000', ['+982112345678']), line('2000', [])],
};

function line(number: string, aliases: readonly string[]): Merchant['lines'][number] {
  return {
    merchantId: 'bookshop',
    number,
    aliases,
    sequence: `sequence-${number}`,
    languages: ['fa'],
    bill: { type: 'fixed', amount: AMOUNT },
    confirmCard: true,
    operator: null,
    hours: null,
    maxCalls: null,
    verify: null,
  };
}

export function unique(prefix: string): string {
  return `${prefix}_${randomBytes(8).toString('hex')}`;
}

/** The hash of a card that nobody else has, unless it is named. */
export function cardHash(name: string = unique('card')): CardHash {
  return { keyId: 'k1', hash: createHash('sha256').update(name).digest('hex') };
}

export function newMobile(): string {
  return `+989${randomBytes(4).readUInt32BE().toString().padStart(10, '0').slice(1)}`;
}

export function newAttempt(billId: string, given: Partial<NewAttempt> = {}): NewAttempt {
  return {
    attemptId: unique('att'),
    billId,
    line: '1000',
    callId: null,
    orderId: orderIdFrom(randomBytes(8).readBigUInt64BE()),
    amount: AMOUNT,
    sequence: 'sequence-1000',
    channel: 'phone',
    mobile: newMobile(),
    apiKeyId: null,
    cardFirst6: '603799',
    cardLast4: '1234',
    cardHash: cardHash(),
    expiresInMs: 180_000,
    ...given,
  };
}

/** What tells an attempt of a panel, whose payer is named when it is dispatched, from that of a call. */
export const OF_PANEL = { channel: 'panel', mobile: null, apiKeyId: 'key_1' } as const;

/** What a panel brings to its dispatch. */
export function panelOwner(given: Partial<PanelDispatch> = {}) {
  return { ...OWNER, panel: { mobile: newMobile(), pinLifeMs: 120_000, ...given } };
}

export function resultOf(
  attempt: Pick<NewAttempt, 'attemptId' | 'orderId'>,
  outcome: Outcome,
): AttemptResult {
  return {
    evidenceId: unique('evd'),
    attemptId: attempt.attemptId,
    orderId: attempt.orderId,
    outcome,
    trace: { httpStatus: 200, code: 1, tookMs: 12, note: 'a reply' },
    learnedAt: Date.now(),
  };
}

export const PAID: Outcome = { type: 'paid', refId: '123456789012' };
export const UNKNOWN: Outcome = { type: 'unknown', why: 'timeout', code: null };

/** The books under test, with the few steps that most tests begin with. */
export function booksKit(database: Database) {
  const payments = createPaymentStore(database);
  const kit = {
    payments,
    panel: createPanelStore(database),
    reader: createPaymentReader(database),
    merchants: createMerchantStore(database),
    invoices: createInvoiceStore(database),
    async bill(given: { merchantId?: string; line?: string; amount?: number } = {}): Promise<string> {
      const billId = unique('bill');
      await payments.openBill({ billId, merchantId: 'bookshop', line: '1000', amount: AMOUNT, ...given });
      return billId;
    },
    async invoice(given: Partial<NewInvoice> & Pick<NewInvoice, 'code'>): Promise<NewInvoice> {
      const ids = { invoiceId: unique('inv'), billId: unique('bill'), merchantId: 'bookshop' };
      const facts = {
        amount: AMOUNT,
        description: null,
        mobile: null,
        orderId: null,
        expiresAt: null,
        origin: null,
      };
      const invoice = { ...ids, ...facts, ...given };
      const added = await kit.invoices.add(invoice);
      if (typeof added === 'string') throw new Error(`The invoice was refused: ${added}.`);
      return invoice;
    },
    async prepared(given: Partial<NewAttempt> = {}): Promise<NewAttempt> {
      const attempt = newAttempt(given.billId ?? (await kit.bill()), given);
      const answer = await payments.prepare(attempt, LIMITS);
      if (answer !== 'prepared') throw new Error(`The attempt was refused: ${answer}.`);
      return attempt;
    },
    async dispatched(given: Partial<NewAttempt> = {}): Promise<NewAttempt> {
      const attempt = await kit.prepared(given);
      const answer = await payments.dispatch(attempt.attemptId, OWNER);
      if (answer !== 'dispatched') throw new Error(`The dispatch was refused: ${answer}.`);
      return attempt;
    },
    async settled(outcome: Outcome, given: Partial<NewAttempt> = {}): Promise<NewAttempt> {
      const attempt = await kit.dispatched(given);
      await payments.record(resultOf(attempt, outcome), 'queue');
      return attempt;
    },
    async stored(attempt: Pick<NewAttempt, 'attemptId'>) {
      const shown = await kit.reader.show(attempt.attemptId);
      if (shown === null) throw new Error(`The books do not have ${attempt.attemptId}.`);
      return shown.attempt;
    },
    /** What time alone does to an attempt; the guard would refuse it. */
    async aged(
      column: 'prepared_at' | 'dispatched_at' | 'expires_at' | 'settled_at',
      { attemptId }: Pick<NewAttempt, 'attemptId'>,
      seconds: number,
    ): Promise<void> {
      await kit.sql('alter table attempts disable trigger guard');
      await kit.sql(
        `update attempts set ${column} = ${column} - $2 * interval '1 second' where attempt_id = $1`,
        [attemptId, seconds],
      );
      await kit.sql('alter table attempts enable trigger guard');
    },
    sql: (text: string, parameters: unknown[] = []) => runSql(database, text, parameters),
  };
  return kit;
}

export type BooksKit = ReturnType<typeof booksKit>;

/** Raw SQL, as an operator or a fault would send it. */
export async function runSql(
  database: Database,
  text: string,
  parameters: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const { rows } = await database.db.executeQuery<Record<string, unknown>>(
    CompiledQuery.raw(text, parameters),
  );
  return rows;
}
