import type { OtpOrder } from './contract.ts';

/** A message to a cardholder, as the inbox shows it. It holds a PIN by its nature, and lives in memory. */
export interface Sms {
  /** The masked card: its holder's telephone is known to the bank alone. */
  readonly to: string;
  readonly last4: string;
  readonly orderId: string;
  /** Rial. */
  readonly amount: number;
  readonly pin: string;
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Writes the message that a bank sends with a PIN. */
export function writeSms({ pan, orderId, amount }: OtpOrder, pin: string, pinLifeMs: number): Sms {
  const last4 = pan.slice(-4);
  const persian = new Intl.NumberFormat('fa-IR');
  const text = [
    `رمز پویا: ${pin}`,
    `خرید: ${persian.format(amount)} ریال`,
    `کارت: ${last4}`,
    `اعتبار: ${persian.format(Math.round(pinLifeMs / 1_000))} ثانیه`,
    'این رمز را به کسی نگویید.',
  ].join('\n');
  return {
    to: `${pan.slice(0, 6)}******${last4}`,
    last4,
    orderId,
    amount,
    pin,
    text,
    at: new Date().toISOString(),
  };
}
