import { describe, expect, expectTypeOf, test } from 'vitest';
import { createWebhookKeys } from '../../src/adapters/webhooks/keys.ts';
import { WEBHOOK_TYPES, type WebhookType } from '../../src/domain/webhook/event.ts';
import {
  verifyWebhook,
  type WebhookEvent,
  WebhookSignatureError,
  type WebhookToVerify,
} from '../../src/webhook-signature/index.ts';

const keys = createWebhookKeys(Buffer.alloc(32, 7));
const NOW = Date.UTC(2026, 0, 15, 6, 30);
const BODY = JSON.stringify({
  id: 'evt_1',
  type: 'payment.paid',
  seq: 1,
  data: { amount: 1_000, note: 'سلام' },
});
const NEW = keys.secretOf('bookshop', 2);
const OLD = keys.secretOf('bookshop', 1);
const sign = (body = BODY, versions = [2], at = NOW) =>
  keys.sign(body, { merchantId: 'bookshop', versions }, at);

function refusalOf(given: Partial<WebhookToVerify>): string {
  try {
    verifyWebhook({ body: BODY, signature: sign(), secrets: NEW, now: NOW, ...given });
  } catch (error) {
    if (error instanceof WebhookSignatureError) return error.reason;
    throw error;
  }
  return 'believed';
}

describe('a webhook is believed', () => {
  test.each<[string, Partial<WebhookToVerify>]>([
    ['with its secret', {}],
    ['as bytes', { body: Buffer.from(BODY) }],
    ['by either secret of a receiver', { secrets: [OLD, NEW] }],
    [
      'while two secrets sign, by a receiver that has the old one',
      { signature: sign(BODY, [2, 1]), secrets: OLD },
    ],
    ['while two secrets sign, by a receiver that has the new one', { signature: sign(BODY, [2, 1]) }],
    ['as old as may be', { now: NOW + 300_000 }],
    ['as far ahead as may be', { now: NOW - 300_000 }],
    [
      'with spaces in its header, and signatures of a kind that is not known',
      { signature: `v9=x, ${sign().replace(',', ' , ')}` },
    ],
    ['with a header that a framework gives as a list', { signature: [sign()] }],
  ])('%s', (_, given) => {
    expect(refusalOf(given)).toBe('believed');
  });

  test('and given as its event', () => {
    const event = verifyWebhook({ body: BODY, signature: sign(), secrets: NEW, now: NOW });
    expect(event).toEqual(JSON.parse(BODY));
    if (event.type === 'payment.paid') expectTypeOf(event.data.status).toEqualTypeOf<'paid'>();
  });
});

describe('a webhook is not believed', () => {
  test.each<[string, string, Partial<WebhookToVerify>]>([
    ['noSignature', 'without a header', { signature: undefined }],
    ['noSignature', 'with an empty one', { signature: '' }],
    ['malformedSignature', 'without a time', { signature: sign().replace(/^t=\d+,/, '') }],
    ['malformedSignature', 'with two times', { signature: `t=1,${sign()}` }],
    ['malformedSignature', 'with a time that is no number', { signature: sign().replace(/^t=\d/, 't=x') }],
    ['malformedSignature', 'with a signature that is too short', { signature: sign().slice(0, -1) }],
    ['malformedSignature', 'without a signature', { signature: sign().split(',')[0] }],
    ['wrongSignature', 'by another merchant’s secret', { secrets: keys.secretOf('bakery', 2) }],
    ['wrongSignature', 'by an old secret that signs no more', { secrets: OLD }],
    ['wrongSignature', 'with another body', { body: BODY.replace('1000', '9000') }],
    [
      'wrongSignature',
      'with a body that was parsed and written again',
      { body: JSON.stringify(JSON.parse(BODY), null, 1) },
    ],
    ['wrongSignature', 'with a time that was moved', { signature: sign().replace(/^t=(\d+)\d/, 't=$19') }],
    ['tooOld', 'when it is old', { now: NOW + 301_000 }],
    ['tooNew', 'when it comes from the future', { now: NOW - 301_000 }],
    ['tooOld', 'by a receiver with little patience', { now: NOW + 11_000, toleranceSeconds: 10 }],
    ['noSecret', 'without a secret', { secrets: [] }],
    ['noSecret', 'with an empty secret', { secrets: '' }],
    ['notAnEvent', 'when it is no JSON', { body: 'x', signature: sign('x') }],
    ['notAnEvent', 'when it is no event', { body: '[]', signature: sign('[]') }],
  ])('%s: %s', (reason, _, given) => {
    expect(refusalOf(given)).toBe(reason);
  });

  test('when any one character of its signature or time is another', () => {
    const header = sign();
    for (let at = 2; at < header.length; at += 1) {
      if (header.slice(at - 1).startsWith(',v1=') || ',v1='.includes(String(header[at]))) continue;
      const other = header[at] === '0' ? '2' : '0';
      const forged = header.slice(0, at) + other + header.slice(at + 1);
      expect(refusalOf({ signature: forged, toleranceSeconds: 10 ** 12 })).toBe('wrongSignature');
    }
  });

  test('and says what to look at', () => {
    expect(new WebhookSignatureError('wrongSignature').message).toContain('before JSON.parse');
  });
});

test('the published types are those that are sent', () => {
  expectTypeOf<WebhookEvent['type']>().toEqualTypeOf<WebhookType>();
  expect(new Set(WEBHOOK_TYPES).size).toBe(15);
});
