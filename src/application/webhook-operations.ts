import { OperationFault } from './fault.ts';
import type { WebhookEvent, WebhookFilter, WebhookKeys, WebhookReader, WebhookSelection } from './ports.ts';

/** The secret of a merchant's webhooks, as it is told to whoever sets up the receiver. */
export interface WebhookSecret {
  readonly merchantId: string;
  /** Such as `whsec_…`. */
  readonly secret: string;
  readonly version: number;
  /** Until when the secret before signs too: milliseconds since the epoch; null when it does not. */
  readonly previousUntil: number | null;
  /** Everybody can derive it: ZANGPAY_SECRET is not set. */
  readonly wellKnown: boolean;
}

/** What operators can do about webhooks: a part of `Operations`. */
export interface WebhookOperations {
  /** Newest first. */
  webhooks(filter: WebhookFilter): Promise<readonly WebhookEvent[]>;
  webhook(eventId: string): Promise<WebhookEvent>;
  /** Sends one again, whatever became of it, or all that are parked of a merchant. */
  resendWebhooks(selection: WebhookSelection): Promise<{ readonly resent: number }>;
  /** Tells a secret, or makes a new one; the one before signs beside it for so many hours. */
  webhookSecret(request: {
    readonly merchantId: string;
    readonly rotate?: { readonly overlapHours: number };
  }): Promise<WebhookSecret>;
}

export interface WebhookOperationsPorts {
  readonly webhooks: WebhookReader;
  readonly webhookKeys: WebhookKeys;
}

const HOUR_MS = 60 * 60_000;

export function createWebhookOperations(ports: WebhookOperationsPorts): WebhookOperations {
  const { webhooks } = ports;
  return {
    webhooks: (filter) => webhooks.list(filter),
    async webhook(eventId) {
      const event = await webhooks.show(eventId);
      if (event === null) throw noEvent(eventId);
      return event;
    },
    async resendWebhooks(selection) {
      const resent = await webhooks.resend(selection);
      if (resent === 0 && 'eventId' in selection) throw noEvent(selection.eventId);
      return { resent };
    },
    webhookSecret: (request) => tellSecret(ports, request),
  };
}

function noEvent(eventId: string): OperationFault {
  return new OperationFault(`There is no webhook ${eventId}. See: zangpay webhooks list`);
}

async function tellSecret(
  { webhooks, webhookKeys }: WebhookOperationsPorts,
  { merchantId, rotate }: Parameters<WebhookOperations['webhookSecret']>[0],
): Promise<WebhookSecret> {
  const version =
    rotate === undefined
      ? await webhooks.secretVersion(merchantId)
      : await webhooks.rotate(merchantId, rotate.overlapHours * HOUR_MS);
  if (version === null) {
    throw new OperationFault(`There is no merchant ${merchantId}. See: zangpay merchants`);
  }
  const secret = webhookKeys.secretOf(merchantId, version.version);
  return { merchantId, secret, ...version, wellKnown: webhookKeys.wellKnown };
}
