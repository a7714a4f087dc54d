import { expect, test } from 'vitest';
import type { Finding } from '../../../src/application/diagnose.ts';
import {
  judgeConsents,
  judgeDatabaseClock,
  judgeDurability,
  judgeJobs,
  judgeMigrations,
  judgeRedis,
} from '../../../src/application/diagnosis/books.ts';
import { judgeFolder, judgeSounds, judgeSpool } from '../../../src/application/diagnosis/place.ts';
import {
  judgeClock,
  judgeServer,
  judgeSettings,
  judgeToken,
} from '../../../src/application/diagnosis/services.ts';
import type { BankConsent, BooksReport } from '../../../src/application/ports.ts';

const NOW = Date.UTC(2026, 10, 25);
const DAY = 86_400_000;
const MIB = 1024 ** 2;

const BOOKS: BooksReport = {
  kind: 'postgres',
  migrations: { ran: 15, missing: [] },
  durable: true,
  aheadMs: 0,
  jobs: { failed: 0, waiting: 3 },
  consents: [],
  unopened: [],
};
const CONSENT: BankConsent = {
  consentId: 'con_1',
  provider: '057',
  account: null,
  status: 'connected',
  askedAt: NOW - DAY,
  linkEndsAt: NOW - DAY,
  settledAt: NOW - DAY,
  revokedAt: null,
  renewedAt: NOW - DAY,
  renewAt: NOW + 60_000,
};
const WELL = { evicts: false, persists: true, jobs: { failed: 0, waiting: 0 } };
const consents = (...changed: Partial<BankConsent>[]) =>
  judgeConsents({ ...BOOKS, consents: changed.map((change) => ({ ...CONSENT, ...change })) }, NOW);

test.each<[string, Finding, Finding['status'], string]>([
  ['migrations that have run', judgeMigrations(BOOKS), 'ok', 'all 15 have run'],
  [
    'an empty database',
    judgeMigrations({ ...BOOKS, migrations: { ran: 0, missing: ['a'] } }),
    'ok',
    'not there yet',
  ],
  [
    'a migration that has not run',
    judgeMigrations({ ...BOOKS, migrations: { ran: 2, missing: ['b'] } }),
    'failed',
    'have not: b',
  ],
  ['a durable store', judgeDurability(BOOKS, true), 'ok', 'are on'],
  [
    'one that is not, for the sandbox',
    judgeDurability({ ...BOOKS, durable: false }, false),
    'ok',
    'enough for the sandbox',
  ],
  [
    'one that is not, for real money',
    judgeDurability({ ...BOOKS, durable: false }, true),
    'failed',
    'is off',
  ],
  ['a clock at the limit', judgeDatabaseClock({ ...BOOKS, aheadMs: -5_000 }), 'ok', 'within 5 s'],
  ['a clock ahead', judgeDatabaseClock({ ...BOOKS, aheadMs: 5_001 }), 'failed', '5 s ahead of the database'],
  [
    'a clock behind',
    judgeDatabaseClock({ ...BOOKS, aheadMs: -600_000 }),
    'failed',
    '10 min behind the database',
  ],
  ['a queue', judgeJobs({ failed: 0, waiting: 3 }, 'here'), 'ok', '3 results wait'],
  ['no queue yet', judgeJobs(null, 'here'), 'ok', 'not there yet'],
  ['results that could not be recorded', judgeJobs({ failed: 2, waiting: 0 }, 'here'), 'failed', '2 results'],
  ['Redis', judgeRedis(WELL, 'h', true), 'ok', 'on Redis at h'],
  ['Redis as a cache', judgeRedis({ ...WELL, evicts: true }, 'h', false), 'failed', 'throw results'],
  [
    'Redis in memory, for real money',
    judgeRedis({ ...WELL, persists: false }, 'h', true),
    'failed',
    'forgets',
  ],
  [
    'Redis in memory, for the sandbox',
    judgeRedis({ ...WELL, persists: false }, 'h', false),
    'ok',
    'on Redis',
  ],
  ['no consent', consents(), 'ok', 'no bank'],
  ['a consent', consents({}), 'ok', '1 connected; the first token is renewed at 2026-11-25T00:01:00.000Z'],
  ['one to be renewed', consents({ renewAt: NOW - DAY }), 'ok', 'before its next use'],
  ['one of last year', consents({}, { renewedAt: NOW - 336 * DAY }), 'failed', 'about to end'],
  ['one that was revoked', consents({ status: 'revoked', renewAt: null }), 'ok', 'no bank'],
  ['one whose end is not confirmed', consents({ status: 'revoked' }), 'failed', 'has not confirmed'],
  ['one on its way', consents({ status: 'taken', askedAt: NOW - 1_000 }), 'ok', 'no bank'],
  ['one that got stuck', consents({ status: 'taken' }), 'failed', 'never connected'],
  ['ones that came to nothing', consents({ status: 'refused' }, { status: 'expired' }), 'ok', 'no bank'],
])('the books: %s', (_what, finding, status, note) => {
  expect(finding).toMatchObject({ status, note: expect.stringContaining(note) });
});

test.each<[string, Finding, Finding['status'], string]>([
  [
    'a folder',
    judgeFolder('/d', { type: 'writable', freeBytes: 5_000 * MIB }),
    'ok',
    '/d can be written and synced; 4 GiB free',
  ],
  [
    'a folder to be made',
    judgeFolder('/d', { type: 'absent', freeBytes: 300 * MIB }),
    'ok',
    'not there yet: it is made at the first start; 300 MiB free',
  ],
  [
    'a full disk',
    judgeFolder('/d', { type: 'writable', freeBytes: 255 * MIB }),
    'failed',
    'only 255 MiB free',
  ],
  [
    'a full disk without a folder',
    judgeFolder('/d', { type: 'absent', freeBytes: 0 }),
    'failed',
    'only 0 MiB free',
  ],
  [
    'a read-only disk',
    judgeFolder('/d', { type: 'refused', why: 'the disk is read-only' }),
    'failed',
    'read-only',
  ],
  ['an empty spool', judgeSpool([], false), 'ok', 'nothing waits'],
  ['a fresh result', judgeSpool([{ kind: 'result', ageMs: 3_000 }], true), 'ok', 'the oldest for 3 s'],
  [
    'a result that nobody records',
    judgeSpool([{ kind: 'result', ageMs: 3_000 }], false),
    'failed',
    '1 files wait',
  ],
  ['a journal that stays', judgeSpool([{ kind: 'journal', ageMs: 60_000 }], true), 'failed', 'for 60 s'],
  ['a file set aside', judgeSpool([{ kind: 'setAside', ageMs: 0 }], true), 'failed', 'set aside'],
  ['all sounds', judgeSounds([]), 'ok', 'every clip'],
  [
    'some sounds',
    judgeSounds('abcde'.split('').map((path) => ({ path, problem: 'it is missing' }))),
    'failed',
    'c: it is missing; and 2 more',
  ],
])('this place: %s', (_what, finding, status, note) => {
  expect(finding).toMatchObject({ status, note: expect.stringContaining(note) });
});

const health = (change: object) => judgeServer({ status: 'ok', checks: {}, version: '1', ...change }, '1');

test.each<[string, Finding, Finding['status'], string]>([
  ['a clock that agrees', judgeClock(-60_000), 'ok', 'within a minute'],
  ['a clock ahead', judgeClock(90_000), 'failed', '90 s ahead of Kavenegar'],
  ['a clock that told nothing', judgeClock(null), 'failed', 'no time'],
  ['a token', judgeToken({ ok: true, note: '', renewAt: NOW + 1 }, NOW), 'ok', 'good until'],
  ['a token at its end', judgeToken({ ok: true, note: '', renewAt: NOW }, NOW), 'failed', 'at its end'],
  ['no token', judgeToken({ ok: true, note: '' }, NOW), 'notSetUp', 'no token'],
  ['a server', health({ checks: { queue: { status: 'ok' } } }), 'ok', 'version 1 takes calls'],
  ['a server that ends', health({ status: 'draining' }), 'ok', 'takes no new calls'],
  ['a server of another version', health({ version: '2' }), 'ok', 'this command is of version 1'],
  [
    'a server that gave the gateway up',
    health({ checks: { gateway: { status: 'failing', why: 'three failures' }, queue: { status: 'ok' } } }),
    'failed',
    'gateway: three failures',
  ],
])('outside: %s', (_what, finding, status, note) => {
  expect(finding).toMatchObject({ status, note: expect.stringContaining(note) });
});

test('settings: one problem is told with what to do, several by the command that tells of each', () => {
  const [first, second] = ['A', 'B'].map((variable) => ({
    variable,
    wrong: 'is not set',
    remedy: 'Give it.',
  }));
  if (first === undefined || second === undefined) throw new Error('there are two');
  expect(judgeSettings([])).toMatchObject({ status: 'ok' });
  expect(judgeSettings([first])).toEqual({ status: 'failed', note: 'A is not set', remedy: 'Give it.' });
  expect(judgeSettings([first, second])).toEqual({
    status: 'failed',
    note: 'A is not set; B is not set',
    remedy: 'zangpay config says what to do about each.',
  });
});
