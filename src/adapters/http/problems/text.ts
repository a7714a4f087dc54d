import type { Language } from '../../../domain/merchant/line.ts';

export interface ProblemText {
  readonly status: number;
  readonly title: Readonly<Record<Language, string>>;
  /** What is wrong and what to do. `{field}` and `{scope}` stand for our own names, never for what was sent. */
  readonly detail: Readonly<Record<Language, string>>;
}

/** A problem in both languages. */
export function problem(
  status: number,
  en: readonly [title: string, detail: string],
  fa: readonly [title: string, detail: string],
): ProblemText {
  return { status, title: { en: en[0], fa: fa[0] }, detail: { en: en[1], fa: fa[1] } };
}
