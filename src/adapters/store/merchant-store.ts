import { type Selectable, sql } from 'kysely';
import {
  type FoundLine,
  type Line,
  LineTaken,
  type Merchant,
  type MerchantStore,
} from '../../application/ports.ts';
import type { Books } from './books.ts';
import type { Database } from './database.ts';
import type { Tables } from './schema.ts';

/** Merchants, their lines and the numbers that these answer to. */
export function createMerchantStore({ db }: Database): MerchantStore {
  return {
    apply: (merchants) => db.transaction().execute((books) => declare(books, merchants)),
    async list() {
      const merchants = await db.selectFrom('merchants').selectAll().orderBy('merchantId').execute();
      const lines = (await lineRows(db).orderBy('lines.number').execute()).map(toLine);
      return merchants.map((merchant) => ({
        merchantId: merchant.merchantId,
        name: nameOf(merchant),
        webhookUrl: merchant.webhookUrl,
        blockedCallers: merchant.blockedCallers,
        ...(merchant.receipts ? {} : { receipts: merchant.receipts }),
        lines: lines.filter((line) => line.merchantId === merchant.merchantId),
      }));
    },
    async findLine(did) {
      const row = await foundRows(db)
        .innerJoin('lineNumbers', 'lineNumbers.line', 'lines.number')
        .where('lineNumbers.number', '=', did)
        .executeTakeFirst();
      return row === undefined ? null : toFound(row);
    },
    async firstLine(merchantId) {
      const row = await foundRows(db)
        .where('lines.merchantId', '=', merchantId)
        .orderBy('lines.number')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : toFound(row);
    },
  };
}

async function declare(books: Books, merchants: readonly Merchant[]): Promise<void> {
  // Two files applied at once must not share a number out twice.
  await sql`lock table lines, line_numbers in share row exclusive mode`.execute(books);
  for (const { merchantId, name, webhookUrl, blockedCallers, receipts = true } of merchants) {
    const blocked = JSON.stringify(blockedCallers);
    const named = { nameFa: name.fa, nameEn: name.en, webhookUrl, blockedCallers: blocked, receipts };
    await books
      .insertInto('merchants')
      .values({ merchantId, ...named })
      .onConflict((conflict) =>
        conflict.column('merchantId').doUpdateSet({ ...named, updatedAt: sql`now()` }),
      )
      .execute();
  }
  const lines = merchants.flatMap((merchant) => merchant.lines);
  for (const line of lines) await declareLine(books, line);
  for (const line of lines) await freeNumbers(books, line);
  for (const line of lines) await giveNumbers(books, line);
}

async function declareLine(books: Books, { aliases: _, ...line }: Line): Promise<void> {
  const row = {
    ...line,
    receipts: line.receipts ?? null,
    languages: JSON.stringify(line.languages),
    bill: JSON.stringify(line.bill),
    hours: line.hours === null ? null : JSON.stringify(line.hours),
    verify: line.verify === null ? null : JSON.stringify(line.verify),
  };
  const declared = await books
    .insertInto('lines')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('number').doUpdateSet(row).where('lines.merchantId', '=', line.merchantId),
    )
    .returning('number')
    .executeTakeFirst();
  if (declared === undefined) throw new LineTaken(line.number, line.merchantId);
}

/** Done for every line before any is given its numbers, so that two lines may swap an alias. */
async function freeNumbers(books: Books, line: Line): Promise<void> {
  await books.deleteFrom('lineNumbers').where('line', '=', line.number).execute();
}

async function giveNumbers(books: Books, line: Line): Promise<void> {
  for (const number of new Set([line.number, ...line.aliases])) {
    const given = await books
      .insertInto('lineNumbers')
      .values({ number, line: line.number })
      .onConflict((conflict) => conflict.column('number').doNothing())
      .returning('number')
      .executeTakeFirst();
    if (given === undefined) throw new LineTaken(number, line.merchantId);
  }
}

type LineRow = Selectable<Tables['lines']> & { aliases: string[] };

function lineRows(db: Database['db']) {
  return db
    .selectFrom('lines')
    .selectAll('lines')
    .select(
      sql<string[]>`(select coalesce(json_agg(aliases.number order by aliases.number), '[]')
        from line_numbers aliases where aliases.line = lines.number and aliases.number <> lines.number)`.as(
        'aliases',
      ),
    );
}

function foundRows(db: Database['db']) {
  return lineRows(db)
    .innerJoin('merchants', 'merchants.merchantId', 'lines.merchantId')
    .select(['merchants.nameFa', 'merchants.nameEn', 'merchants.blockedCallers']);
}

type FoundRow = LineRow & Pick<Selectable<Tables['merchants']>, 'nameFa' | 'nameEn' | 'blockedCallers'>;

function toFound({ nameFa, nameEn, blockedCallers, ...line }: FoundRow): FoundLine {
  return { ...toLine(line), merchantName: nameOf({ nameFa, nameEn }), blockedCallers };
}

function toLine({ receipts, ...row }: LineRow): Line {
  return { ...row, ...(receipts === null ? {} : { receipts }) };
}

function nameOf({ nameFa, nameEn }: { nameFa: string; nameEn: string }): Merchant['name'] {
  return { fa: nameFa, en: nameEn };
}
