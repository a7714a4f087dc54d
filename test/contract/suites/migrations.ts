import { Migrator } from 'kysely/migration';
import { expect, it } from 'vitest';
import { type Database, SCHEMA } from '../../../src/adapters/store/database.ts';
import { createInvoiceStore } from '../../../src/adapters/store/invoice-store.ts';
import { createMerchantStore } from '../../../src/adapters/store/merchant-store.ts';
import { migrate } from '../../../src/adapters/store/migrate.ts';
import { MIGRATIONS } from '../../../src/adapters/store/migrations/index.ts';
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
