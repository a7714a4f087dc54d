import { describe } from 'vitest';
import type { Database } from '../../../src/adapters/store/database.ts';
import { apiStoreSuite } from './api-store.ts';
import { bankConsentsSuite } from './bank-consents.ts';
import { callRequestsSuite } from './call-requests.ts';
import { callerMemorySuite } from './caller-memory.ts';
import { invoiceChangesSuite } from './invoice-changes.ts';
import { leftoversSuite } from './leftovers.ts';
import { lineSlotsSuite } from './line-slots.ts';
import { merchantInvoiceSuite } from './merchant-invoice-store.ts';
import { otpCapsSuite } from './otp-caps.ts';
import { panelStoreSuite } from './panel-store.ts';
import { paymentSearchSuite } from './payment-search.ts';
import { paymentStoreSuite } from './payment-store.ts';
import { pinHabitsSuite } from './pin-habits.ts';
import { readerJournalSuite } from './reader-journal.ts';
import { receiptsSuite } from './receipts.ts';
import { resolveSuite } from './resolve.ts';
import { constraintSuite } from './store-constraints.ts';
import { webhooksSuite } from './webhooks.ts';

/** Every contract of the store, on the database of the caller. */
export function booksSuite(use: () => Database): void {
  describe('payments', () => paymentStoreSuite(use));
  describe('panels', () => panelStoreSuite(use));
  describe('caps', () => otpCapsSuite(use));
  describe('leftovers', () => leftoversSuite(use));
  describe('resolving', () => resolveSuite(use));
  describe('merchants and invoices', () => merchantInvoiceSuite(use));
  describe('invoices of merchants', () => invoiceChangesSuite(use));
  describe('call-backs', () => callRequestsSuite(use));
  describe('callers', () => callerMemorySuite(use));
  describe('places on a line', () => lineSlotsSuite(use));
  describe('dynamic PINs', () => pinHabitsSuite(use));
  describe('what a merchant finds', () => paymentSearchSuite(use));
  describe('reading', () => readerJournalSuite(use));
  describe('the API', () => apiStoreSuite(use));
  describe('consents of account holders', () => bankConsentsSuite(use));
  describe('constraints', () => constraintSuite(use));
  describe('webhooks', () => webhooksSuite(use));
  describe('receipts', () => receiptsSuite(use));
}
