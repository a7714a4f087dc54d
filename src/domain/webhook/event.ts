/** What a merchant is told of. The triggers of migration 012 write these. */
export const WEBHOOK_TYPES = [
  'payment.paid',
  'payment.declined',
  'payment.unknown',
  'payment.notSent',
  'payment.notPaid',
  'payment.reversed',
  'invoice.created',
  'invoice.paid',
  'invoice.cancelled',
  'invoice.expired',
  'call.started',
  'call.ended',
  'call.notAnswered',
] as const;

export type WebhookType = (typeof WEBHOOK_TYPES)[number];
