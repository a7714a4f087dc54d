import { Migrator } from 'kysely/migration';
import { expect, it } from 'vitest';
import { type Database, SCHEMA } from '../../../src/adapters/store/database.ts';
import { createInvoiceStore } from '../../../src/adapters/store/invoice-store.ts';
import { createMerchantStore } from '../../../src/adapters/store/merchant-store.ts';
import { migrate } from '../../../src/adapters/store/migrate.ts';
import { MIGRATIONS } from '../../../src/adapters/store/migrations/index.ts';
import { createReceiptOutbox } from '../../../src/adapters/store/receipt-outbox.ts';
import { createReceiptReader } from '../../../src/adapters/store/receipt-reader.ts';
import { runSql } from './books-kit.ts';

/** What older books keep when they are brought up to date. `openEmpty` opens a database without a table. */
export function migrationSuite(openEmpty: () => Promise<Database>): void {
  it('keep what was in the books before the whole call: a line its language, a merchant and an invoice all', async () => {
    await using older = await booksUpTo('007_call_owners', openEmpty);
    const { database } = older;
    await runSql(
      database,
      `insert into merchants (merchant_id, name_fa, name_en) values ('shop', 'دکان', 'Shop')`,
    );
    await runSql(
      database,
      `insert into lines (number, merchant_id, sequence, language, bill, confirm_card) values
        ('1', 'shop', 'a', 'fa', '{"type":"fixed","amount":5000}', true),
        ('2', 'shop', 'b', 'en', '{"type":"invoice"}', false)`,
    );
    await runSql(database, `insert into line_numbers values ('1', '1'), ('2', '2'), ('02', '2')`);
    await runSql(database, `insert into bills (bill_id, merchant_id, amount) values ('bill', 'shop', 5000)`);
    await runSql(
      database,
      `insert into invoices (invoice_id, bill_id, merchant_id, code) values ('inv', 'bill', 'shop', '100016')`,
    );

    expect(await migrate(database)).toEqual(Object.keys(MIGRATIONS).slice(7));
    const extended = { merchantId: 'shop', operator: null, hours: null, maxCalls: null, verify: null };
    expect(await createMerchantStore(database).list()).toEqual([
      {
        merchantId: 'shop',
        name: { fa: 'دکان', en: 'Shop' },
        webhookUrl: null,
        blockedCallers: [],
        lines: [
          {
            ...extended,
            ...{ number: '1', aliases: [], sequence: 'a', languages: ['fa'], confirmCard: true },
            bill: { type: 'fixed', amount: 5_000 },
          },
          {
            ...extended,
            ...{ number: '2', aliases: ['02'], sequence: 'b', languages: ['en'], confirmCard: false },
            bill: { type: 'invoice' },
          },
        ],
      },
    ]);
    const invoices = await createInvoiceStore(database).list({ limit: 9 });
    expect(invoices).toMatchObject([{ code: '100016', mobile: null, status: 'open' }]);
  });

  it('text nobody of what was settled before there were receipts, and whoever was left in doubt before when it ends', async () => {
    await using older = await booksUpTo('013_api_words', openEmpty);
    const { database } = older;
    await runSql(
      database,
      `insert into merchants (merchant_id, name_fa, name_en) values ('shop', 'دکان', 'Shop')`,
    );
    await runSql(
      database,
      `insert into bills (bill_id, merchant_id, amount) values ('b1', 'shop', 5000), ('b2', 'shop', 5000)`,
    );
    await runSql(
      database,
      `insert into calls (call_id, channel_id, line, started_at) values ('call', 'chan', '1', now())`,
    );
    await runSql(
      database,
      `insert into attempts (attempt_id, bill_id, line, call_id, order_id, amount, sequence, channel, mobile,
          card_first6, card_last4, state, expires_at)
        select 'att_' || nth, 'b' || nth, '1', 'call', nth, 5000, 's', 'phone', '+989121234567', '603799', '1234',
          'prepared', now() from generate_series(1, 2) nth`,
    );
    const moves = async (attemptId: string, state: string, set: string) => {
      await runSql(
        database,
        `update attempts set state = '${state}', ${set} where attempt_id = '${attemptId}'`,
      );
      await runSql(
        database,
        `insert into evidence (evidence_id, attempt_id, outcome, trace, source, recorded_by, moved, learned_at)
          values ('${attemptId}${state}', '${attemptId}', '{"type":"${state}"}', '{}', 'bank', 'queue', true, now())`,
      );
      await runSql(
        database,
        `insert into outbox (attempt_id, evidence_id, state) values ('${attemptId}', '${attemptId}${state}', '${state}')`,
      );
    };
    await runSql(database, `update attempts set state = 'dispatched', dispatched_at = now()`);
    await moves('att_1', 'paid', `ref_id = '7', settled_at = now()`);
    await moves('att_2', 'unknown', 'code = 91');

    expect(await migrate(database)).toEqual(Object.keys(MIGRATIONS).slice(13));
    const outbox = createReceiptOutbox(database);
    expect(await outbox.plan()).toBe(0);
    await moves('att_2', 'declined', 'code = 51, settled_at = now()');
    while ((await outbox.plan()) > 0);
    expect(await createReceiptReader(database).list({ limit: 9 })).toMatchObject([
      { attemptId: 'att_2', kind: 'notPaid', mobile: '+989121234567' },
    ]);
  });
}

/** Books as a version left them whose last migration was this one. */
async function booksUpTo(last: string, openEmpty: () => Promise<Database>) {
  const database = await openEmpty();
  const names = Object.keys(MIGRATIONS);
  const migrations = Object.fromEntries(Object.entries(MIGRATIONS).slice(0, names.indexOf(last) + 1));
  const { error } = await new Migrator({
    db: database.db,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: SCHEMA,
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
  }).migrateToLatest();
  if (error !== undefined) throw error;
  return { database, [Symbol.asyncDispose]: () => database.close() };
}
