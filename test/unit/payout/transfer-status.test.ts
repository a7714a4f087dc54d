import { expect, test } from 'vitest';
import { payaStatus, satnaStatus } from '../../../src/domain/payout/transfer-status.ts';

test.each([
  ['WAIT_FOR_CUSTOMER_ACCEPT', 'open'],
  ['WAIT_FOR_BRANCH_ACCEPT', 'open'],
  ['BRANCH_REJECT', 'failed'],
  ['READY_TO_TRANSFER', 'open'],
  ['SUSPEND', 'open'],
  ['CANCEL', 'failed'],
  ['PROCESSED', 'done'],
])('Paya: %s is %s', (raw, standing) => {
  expect(payaStatus(raw)).toMatchObject({ raw, standing, meaning: { fa: expect.stringMatching(/[آ-ی]/) } });
});

test.each([
  ['SABT_SHODE', 'open'],
  ['TAEED_SHOBE_SHODE', 'open'],
  ['ADAM_TAEED_SHODE', 'failed'],
  ['ADAM_TAEED_SHOBE', 'failed'],
  ['HAZF_SHODE', 'failed'],
  ['TAEED_SHOBE_SATNA', 'open'],
  ['ADAM_TAEED_SHOBE_SATNA', 'failed'],
  ['ERSAL_SHODE', 'open'],
  ['TASFIYEH_SHODEH', 'done'],
  ['TASFIYEH_SHODE', 'done'],
  ['TASFIYEH_NASHODE', 'failed'],
  ['ENTEZAR_BARAYE_TAEED', 'open'],
])('Satna: %s is %s', (raw, standing) => {
  expect(satnaStatus(raw)).toMatchObject({ raw, standing, meaning: { fa: expect.stringMatching(/[آ-ی]/) } });
});

test('a status of neither table, or of the other one, is not final and shown as it came', () => {
  expect(payaStatus('constructor')).toEqual({ raw: 'constructor', standing: 'open', meaning: null });
  expect(payaStatus('TASFIYEH_SHODE')).toMatchObject({ standing: 'open', meaning: null });
  expect(satnaStatus(' Dar_Rah ')).toEqual({ raw: ' Dar_Rah ', standing: 'open', meaning: null });
  expect(satnaStatus(' tasfiyeh_shode ')).toMatchObject({ standing: 'done' });
});
