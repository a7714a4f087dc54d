import type { Migration } from 'kysely/migration';
import * as merchants from './001_merchants.ts';
import * as bills from './002_bills.ts';
import * as attempts from './003_attempts.ts';
import * as evidence from './004_evidence.ts';
import * as calls from './005_calls.ts';
import * as owners from './006_owners.ts';
import * as callOwners from './007_call_owners.ts';
import * as wholeCall from './008_whole_call.ts';
import * as panelPayments from './009_panel_payments.ts';
import * as api from './010_api.ts';
import * as invoicesCalls from './011_invoices_calls.ts';
import * as webhooks from './012_webhooks.ts';
import * as apiWords from './013_api_words.ts';
import * as receipts from './014_receipts.ts';
import * as bankConsents from './015_bank_consents.ts';
import * as verify from './016_verify.ts';

/** Every migration in order. One that has been released is never edited: a new one follows it. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001_merchants': merchants,
  '002_bills': bills,
  '003_attempts': attempts,
  '004_evidence': evidence,
  '005_calls': calls,
  '006_owners': owners,
  '007_call_owners': callOwners,
  '008_whole_call': wholeCall,
  '009_panel_payments': panelPayments,
  '010_api': api,
  '011_invoices_calls': invoicesCalls,
  '012_webhooks': webhooks,
  '013_api_words': apiWords,
  '014_receipts': receipts,
  '015_bank_consents': bankConsents,
  '016_verify': verify,
};
