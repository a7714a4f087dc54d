import type { NotSentReason } from '../domain/payment/attempt.ts';
import type { OtpOutcome } from '../domain/payment/outcome.ts';
import type { CommittedAttempt } from './commit-attempt.ts';
import type { Gateway, Log, OtpReply, PaymentStore } from './ports.ts';
import type { Secret } from './secret.ts';

export interface RequestOtpPorts {
  readonly gateway: Gateway;
  readonly payments: PaymentStore;
  readonly log: Log;
}

/** The outcomes that end an attempt before it could be paid; an unknown one leaves it open. */
const ENDING: Partial<Record<OtpOutcome['type'], NotSentReason>> = {
  refused: 'otpRefused',
  notConnected: 'notConnected',
  priceMismatch: 'priceMismatch',
};

/**
 * Asks the bank to text a dynamic PIN, and sets the attempt aside when none will come. Silence is no
 * refusal: the PIN may still arrive (payment.md, "Words").
 */
export async function requestOtp(
  { gateway, payments, log }: RequestOtpPorts,
  attempt: Pick<CommittedAttempt, 'attemptId' | 'orderId' | 'amount' | 'sequence'>,
  pan: Secret,
): Promise<OtpReply> {
  const { attemptId, orderId, amount, sequence } = attempt;
  const reply = await gateway.requestOtp({ sequence, orderId, amount, pan });
  log.info({ attemptId, orderId, outcome: reply.outcome, trace: reply.trace }, 'a dynamic PIN was asked for');
  const reason = ENDING[reply.outcome.type];
  if (reason !== undefined) {
    await payments.setAside(attemptId, reason).catch((error: unknown) => {
      log.error({ error, attemptId, reason }, 'an attempt could not be set aside');
    });
  }
  return reply;
}
