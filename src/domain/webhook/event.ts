/** What a merchant is told of. The triggers of migrations 012 and 016 write these. */
export const WEBHOOK_TYPES = [
  'payment.paid',
  'payment.declined',
  'payment.unknown',
  'payment.notSent',
  'payment.notPaid',
  'payment.reversed',
  'invoice.created',
  'invoice.updated',
  'invoice.paid',
  'invoice.reversed',
  'invoice.cancelled',
  'invoice.expired',
  'call.started',
  'call.ended',
  'call.notAnswered',
] as const;

export type WebhookType = (typeof WEBHOOK_TYPES)[number];
