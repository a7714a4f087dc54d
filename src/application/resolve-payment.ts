import { holdsCard } from '../domain/payment/card.ts';
import type { Finding } from '../domain/payment/finding.ts';
import { isReference } from '../domain/payment/outcome.ts';
import { alarmsOf } from './alarms.ts';
import { OperationFault } from './fault.ts';
import type { Attempt, PaymentReader, ResolutionRefusal, Resolver, System } from './ports.ts';

/** What a person found out of a payment, and why it is believed. Kept for ever, with who and when. */
export interface ResolveRequest {
  readonly attemptId: string;
  readonly finding: Finding;
  readonly evidence: string;
  readonly who: string;
}

/** The payment as it is now, and what must be looked at, one sentence each. */
export interface Resolved {
  readonly attempt: Attempt;
  readonly alarms: readonly string[];
}

export interface ResolvePorts {
  readonly resolver: Resolver;
  readonly payments: PaymentReader;
  readonly system: System;
}

/** Longer than anybody needs; it is shown in tables. */
const LONGEST_TEXT = 500;

/** Settles a payment by what a person found out (payment.md, "Who settles what is left"). */
export async function resolvePayment(ports: ResolvePorts, request: ResolveRequest): Promise<Resolved> {
  const { resolver, payments, system } = ports;
  const { attemptId, finding } = request;
  if (finding.type === 'paid' && !isReference(finding.refId)) {
    throw new OperationFault(`${finding.refId || 'Nothing'} is no reference of the bank's.`);
  }
  const answer = await resolver.resolve({
    evidenceId: system.newId('evd'),
    attemptId,
    finding,
    sentence: written(request.evidence, 'evidence'),
    who: written(request.who, 'name'),
    at: system.now(),
  });
  if ('refused' in answer) throw new OperationFault(sentenceOf(attemptId, answer));
  const shown = await payments.show(attemptId);
  if (shown === null) throw new Error(`payment ${attemptId} was settled and is not there`);
  return { attempt: shown.attempt, alarms: alarmsOf(answer) };
}

/** A text that is kept for ever: it says something, and names no card (payment.md, "Cards"). */
function written(text: string, what: 'evidence' | 'name'): string {
  const said = text.trim();
  if (said === '' || said.length > LONGEST_TEXT) {
    throw new OperationFault(`The ${what} must be a text of at most ${LONGEST_TEXT} letters.`);
  }
  if (holdsCard(said)) {
    throw new OperationFault(
      `The ${what} holds a card number, which is never kept. Write its last four digits.`,
    );
  }
  return said;
}

function sentenceOf(attemptId: string, refusal: ResolutionRefusal): string {
  switch (refusal.refused) {
    case 'noAttempt':
      return `There is no payment ${attemptId}. See: zangpay payments --unknown`;
    case 'state':
      return `Payment ${attemptId} is ${refusal.state} and cannot be settled this way. See: zangpay payments show ${attemptId}`;
    case 'tooEarly':
      return (
        `Payment ${attemptId} was sent to the bank less than 15 minutes ago: the bank may still answer. ` +
        `Say so in ${Math.ceil(refusal.waitMs / 60_000)} min.`
      );
  }
}
