import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/adapters/store/database.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import { OPERATIONS, type Operation } from '../support/operations.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { wholeApi } from '../support/whole-api.ts';
import { GENERAL } from './api-matrix/general.ts';
import { ROWS, rowOf } from './api-matrix/rows.ts';
import { applyShops, openStage, resetKnobs } from './api-matrix/stage.ts';

/**
 * Every route of the OpenAPI document, on real books: a request that it takes, each problem that is documented for it,
 * and what another merchant gets. A route without a row fails, and so does an answer that the document does not have.
 */

const folder = tempFolder();
let database: Database;
let whole: Awaited<ReturnType<typeof wholeApi>>;

beforeAll(async () => {
  database = await openDatabase({ folder: folder.path });
  await migrate(database);
  whole = await wholeApi(database);
  await applyShops(whole);
});
afterAll(async () => {
  await whole?.close();
  await database?.close();
  await folder.remove();
});
beforeEach(() => resetKnobs(whole));

const stageOf = (operation: Operation) => openStage(whole, operation);

test('the matrix has a row for each route, and none for another', () => {
  expect(Object.keys(ROWS).toSorted()).toEqual(OPERATIONS.map(({ id }) => id).toSorted());
});

describe.each(OPERATIONS.map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
  test('answers what it takes', async () => {
    const stage = await stageOf(operation);
    expect(operation.answers).toContain((await stage.send(await stage.good())).status);
  });

  test('tells another merchant nothing', async () => {
    const stage = await stageOf(operation);
    const { others } = rowOf(operation);
    // The press adds things of its own; the bakery has nothing, and must find nothing.
    const key = stage.api.keys.make({ merchantId: others === null ? 'press' : 'bakery' });
    const { status, body } = await stage.send({ ...(await stage.good()), key });
    if (others === null) expect(operation.answers).toContain(status);
    else if (others === 'nothing') expect([status, body.data]).toEqual([200, []]);
    else expect([status, body.code]).toEqual([operation.problems.get(others), others]);
  });

  test.each([...operation.problems])('comes to %s, %i', async (code, status) => {
    const stage = await stageOf(operation);
    const way = rowOf(operation).reach[code] ?? GENERAL[code];
    if (way === undefined)
      throw new Error(`${code} is documented for ${operation.id}, and nothing reaches it.`);
    const answered = await stage.send(await way(stage));
    expect([answered.status, answered.body.code]).toEqual([status, code]);
  });

  test('documents all that it is known to come to', () => {
    expect(Object.keys(rowOf(operation).reach).filter((code) => !operation.problems.has(code))).toEqual([]);
  });
});
