import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCallRequests } from '../../src/adapters/store/call-requests.ts';
import { type Database, openDatabase } from '../../src/adapters/store/database.ts';
import { migrate } from '../../src/adapters/store/migrate.ts';
import { startApi } from '../support/api.ts';
import { beHostile } from '../support/hostile-route.ts';
import { OPERATIONS } from '../support/operations.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { wholeApi } from '../support/whole-api.ts';
import { applyShops, resetKnobs } from './api-matrix/stage.ts';
import { newMobile, OF_PANEL } from './suites/books-kit.ts';

/** What gets past the schemas meets real books: nothing of it may be more than they can take. */

const folder = tempFolder();
let database: Database;
let whole: Awaited<ReturnType<typeof wholeApi>>;

beforeAll(async () => {
  database = await openDatabase({ folder: folder.path });
  await migrate(database);
  whole = await wholeApi(database);
  await applyShops(whole);
  resetKnobs(whole);
  Object.assign(whole.knobs.caps, { otpsPerCardHour: 1_000_000 });
  // The things that the paths of the requests name.
  const { kit } = whole;
  await kit.invoice({ invoiceId: 'inv_1', code: '12345674' });
  await kit.sql(`update webhook_events set event_id = 'evt_1' where invoice_id = 'inv_1'`);
  await kit.prepared({ attemptId: 'att_1', ...OF_PANEL });
  const rung = { callRequestId: 'ring_1', merchantId: 'bookshop', invoiceId: 'inv_1', line: '1000' };
  await createCallRequests(database).add({ ...rung, mobile: newMobile() }, 9);
});
afterAll(async () => {
  await whole?.close();
  await database?.close();
  await folder.remove();
});

describe.each(OPERATIONS.map((operation) => [operation.method, operation.path, operation] as const))(
  '%s %s',
  (_method, _path, operation) => {
    test('on real books fails never, whatever it is asked', { timeout: 120_000 }, async () => {
      const api = await startApi({ routes: whole.routes, requestsPerMinute: 1_000_000 });
      expect((await beHostile(api, operation, 400)).size).toBeGreaterThan(1);
    });
  },
);
