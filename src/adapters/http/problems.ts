import type { Language } from '../../domain/merchant/line.ts';
import { ACCESS_PROBLEMS } from './problems/access.ts';
import { ATTEMPT_PROBLEMS } from './problems/attempts.ts';
import { CALL_PROBLEMS } from './problems/calls.ts';
import { IDEMPOTENCY_PROBLEMS } from './problems/idempotency.ts';
import { INVOICE_PROBLEMS } from './problems/invoices.ts';
import { PAYMENT_PROBLEMS } from './problems/payments.ts';
import { REQUEST_PROBLEMS } from './problems/request.ts';
import { SERVER_PROBLEMS } from './problems/server.ts';
import type { ProblemText } from './problems/text.ts';
import { WEBHOOK_PROBLEMS } from './problems/webhooks.ts';

/** Every problem that the API answers with (RFC 9457). A code never changes; its sentences may. */
export const PROBLEMS = {
  ...REQUEST_PROBLEMS,
  ...ACCESS_PROBLEMS,
  ...IDEMPOTENCY_PROBLEMS,
  ...SERVER_PROBLEMS,
  ...PAYMENT_PROBLEMS,
  ...ATTEMPT_PROBLEMS,
  ...INVOICE_PROBLEMS,
  ...CALL_PROBLEMS,
  ...WEBHOOK_PROBLEMS,
} as const satisfies Readonly<Record<string, ProblemText>>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface ProblemFacts {
  /** The field at fault, by its name in our schemas. */
  readonly field?: string;
  readonly scope?: string;
  /** For the header Retry-After. */
  readonly retryAfterS?: number;
  /** When the line opens: ISO 8601 in UTC; null when it has no opening hours. */
  readonly opensAt?: string | null;
  /** More headers, such as Allow. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is refused. Thrown by handlers and by what runs before them; it holds nothing that was sent. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: ProblemCode;
  readonly facts: ProblemFacts;

  constructor(code: ProblemCode, facts: ProblemFacts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}

/** The document of a problem, in one language. */
export function problemDocument(
  { code, facts }: ApiProblem,
  { language, requestId }: { readonly language: Language; readonly requestId: string },
) {
  const { status, title, detail } = PROBLEMS[code];
  return {
    type: `urn:zangpay:problem:${code}`,
    title: title[language],
    status,
    detail: sentenceOf(detail[language], facts),
    code,
    ...(facts.field === undefined ? {} : { field: facts.field }),
    ...(facts.opensAt === undefined ? {} : { opensAt: facts.opensAt }),
    requestId,
  };
}

/** A sentence with the names that stand in it. */
export function sentenceOf(sentence: string, { field = '-', scope = '-' }: ProblemFacts): string {
  return sentence.replace('{field}', field).replace('{scope}', scope);
}
