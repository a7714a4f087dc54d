import { describe } from 'vitest';
import type { Database } from '../../../src/adapters/store/database.ts';
import { leftoversSuite } from './leftovers.ts';
import { merchantInvoiceSuite } from './merchant-invoice-store.ts';
import { paymentStoreSuite } from './payment-store.ts';
import { readerJournalSuite } from './reader-journal.ts';
import { resolveSuite } from './resolve.ts';
import { constraintSuite } from './store-constraints.ts';

/** Every contract of the store, on the database of the caller. */
export function booksSuite(use: () => Database): void {
  describe('payments', () => paymentStoreSuite(use));
  describe('leftovers', () => leftoversSuite(use));
  describe('resolving', () => resolveSuite(use));
  describe('merchants and invoices', () => merchantInvoiceSuite(use));
  describe('reading', () => readerJournalSuite(use));
  describe('constraints', () => constraintSuite(use));
}
