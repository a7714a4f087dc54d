import { describe, expect, test } from 'vitest';
import { webhookRoutes } from '../../../src/adapters/http/routes/webhook-events.ts';
import { startApi } from '../../support/api.ts';
import { FakeWebhookEvents } from '../../support/fake-webhook-events.ts';

async function api() {
  const webhooks = new FakeWebhookEvents();
  return { webhooks, ...(await startApi({ routes: webhookRoutes({ webhooks }) })) };
}

describe('GET /v1/webhook-events', () => {
  test('shows a merchant its own events page by page, newest first', async () => {
    const { ask } = await api();
    const first = await ask('GET', '/v1/webhook-events?limit=2');
    expect(first.status).toBe(200);
    expect(first.body.data.map(({ seq }: { seq: number }) => seq)).toEqual([3, 2]);
    expect(first.body.data).toMatchObject([
      { id: 'evt_3', status: 'pending', nextAttemptAt: '2026-01-15T06:30:09.000Z' },
      { id: 'evt_2', status: 'parked', lastError: 'no answer in time', parkedAt: '2026-01-15T06:30:00.000Z' },
    ]);
    const second = await ask('GET', `/v1/webhook-events?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body).toEqual({
      data: [
        {
          id: 'evt_1',
          seq: 1,
          type: 'payment.paid',
          data: { id: 'att_1', amount: 1_000 },
          status: 'delivered',
          tries: 1,
          lastError: null,
          createdAt: '2026-01-15T06:30:00.000Z',
          nextAttemptAt: null,
          deliveredAt: '2026-01-15T06:30:01.000Z',
          parkedAt: null,
        },
      ],
      nextCursor: null,
    });
  });

  test('shows those of one status', async () => {
    const { ask } = await api();
    const { body } = await ask('GET', '/v1/webhook-events?status=parked');
    expect(body.data).toMatchObject([{ id: 'evt_2' }]);
  });

  test.each([
    ['status=lost', 'invalid_field'],
    ['cursor=evt_1', 'invalid_field'],
    ['cursor=0', 'invalid_field'],
    ['limit=101', 'invalid_field'],
    ['merchantId=bakery', 'unknown_field'],
  ])('refuses ?%s', async (query, code) => {
    const { ask } = await api();
    expect(await ask('GET', `/v1/webhook-events?${query}`)).toMatchObject({ status: 400, body: { code } });
  });
});

describe('POST /v1/webhook-events/{eventId}/resend', () => {
  test('sends one again', async () => {
    const { ask, webhooks } = await api();
    const { status, body } = await ask('POST', '/v1/webhook-events/evt_2/resend');
    expect([status, body.id]).toEqual([202, 'evt_2']);
    expect(webhooks.resent).toEqual(['evt_2']);
  });

  test('does so once for one Idempotency-Key', async () => {
    const { ask, webhooks } = await api();
    const headers = { 'idempotency-key': 'once' };
    for (const _ of [1, 2]) {
      expect((await ask('POST', '/v1/webhook-events/evt_2/resend', { headers })).status).toBe(202);
    }
    expect(webhooks.resent).toEqual(['evt_2']);
  });

  test.each(['evt_other', 'evt_9'])('knows nothing of %s, another’s or nobody’s', async (eventId) => {
    const { ask, webhooks } = await api();
    expect(await ask('POST', `/v1/webhook-events/${eventId}/resend`)).toMatchObject({
      status: 404,
      body: { code: 'webhook_event_not_found' },
    });
    expect(webhooks.resent).toEqual([]);
  });

  test('takes no other form of id', async () => {
    const { ask } = await api();
    expect((await ask('POST', '/v1/webhook-events/att_1/resend')).status).toBeGreaterThanOrEqual(400);
  });
});

describe('who may', () => {
  const routes = [
    ['GET', '/v1/webhook-events', 'payments:write'],
    ['POST', '/v1/webhook-events/evt_1/resend', 'webhooks:read'],
  ] as const;

  test.each(routes)('%s %s: nobody without a key', async (method, path) => {
    const { url } = await api();
    expect((await fetch(url + path, { method })).status).toBe(401);
  });

  test.each(routes)('%s %s: no key with just %s', async (method, path, scope) => {
    const { ask, keys, webhooks } = await api();
    const key = keys.make({ scopes: [scope] });
    expect(await ask(method, path, { key })).toMatchObject({ status: 403, body: { code: 'scope_missing' } });
    expect(webhooks.resent).toEqual([]);
  });

  test('the other merchant sees its own event and nothing else', async () => {
    const { ask, keys } = await api();
    const key = keys.make({ merchantId: 'bakery' });
    const { body } = await ask('GET', '/v1/webhook-events', { key });
    expect(body.data).toMatchObject([{ id: 'evt_other' }]);
  });
});
