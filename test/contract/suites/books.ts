import { describe } from 'vitest';
import type { Database } from '../../../src/adapters/store/database.ts';
import { callerMemorySuite } from './caller-memory.ts';
import { leftoversSuite } from './leftovers.ts';
import { lineSlotsSuite } from './line-slots.ts';
import { merchantInvoiceSuite } from './merchant-invoice-store.ts';
import { otpCapsSuite } from './otp-caps.ts';
import { paymentStoreSuite } from './payment-store.ts';
import { pinHabitsSuite } from './pin-habits.ts';
import { readerJournalSuite } from './reader-journal.ts';
import { resolveSuite } from './resolve.ts';
import { constraintSuite } from './store-constraints.ts';

/** Every contract of the store, on the database of the caller. */
export function booksSuite(use: () => Database): void {
  describe('payments', () => paymentStoreSuite(use));
  describe('caps', () => otpCapsSuite(use));
  describe('leftovers', () => leftoversSuite(use));
  describe('resolving', () => resolveSuite(use));
  describe('merchants and invoices', () => merchantInvoiceSuite(use));
  describe('callers', () => callerMemorySuite(use));
  describe('places on a line', () => lineSlotsSuite(use));
  describe('dynamic PINs', () => pinHabitsSuite(use));
  describe('reading', () => readerJournalSuite(use));
  describe('constraints', () => constraintSuite(use));
}
