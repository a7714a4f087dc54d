import type { System } from './ports.ts';

/** What a look at one thing told. `notSetUp`: it is not used here, and nothing is wrong with that. */
export type Finding =
  | { readonly status: 'ok' | 'notSetUp'; readonly note: string }
  | { readonly status: 'failed'; readonly note: string; readonly remedy: string };

/** One thing to look at. */
export interface Check {
  /** Such as `database.migrations`: the part before the dot groups it. */
  readonly name: string;
  /** The checks that it stands on, by name: each stands before it in the list. */
  readonly needs: readonly string[];
  /** What to do when it cannot be looked at, or takes too long. */
  readonly remedy: string;
  /** Changes nothing. May reject: that is a failure too. */
  look(): Promise<Finding>;
}

/** What came of a check. `skipped`: what it needs has failed, so that nothing is known of it. */
export interface CheckResult {
  readonly check: string;
  readonly status: Finding['status'] | 'skipped';
  /** What was seen, or what is wrong. */
  readonly note: string;
  /** What to do; only with `failed`. */
  readonly remedy?: string;
}

export interface Diagnosis {
  /** Whether nothing has failed. */
  readonly ok: boolean;
  /** In the order of the checks. */
  readonly checks: readonly CheckResult[];
}

export interface Diagnosing {
  readonly system: Pick<System, 'after'>;
  /** How long one look may take, in milliseconds; what it stands on is not counted. */
  readonly deadlineMs: number;
  /** Hears each result as it comes. */
  readonly tell?: (result: CheckResult) => void;
}

/**
 * Looks at everything side by side; a check begins when all that it needs is well. Never rejects.
 * @throws Error when a check needs one that does not stand before it: that is a mistake in the list
 */
export async function diagnose(checks: readonly Check[], diagnosing: Diagnosing): Promise<Diagnosis> {
  const running = new Map<string, Promise<CheckResult>>();
  for (const check of checks) {
    const needs = check.needs.map((name) => {
      const need = running.get(name);
      if (need === undefined)
        throw new Error(`${check.name} needs ${name}, which is not looked at before it`);
      return need;
    });
    running.set(check.name, run(check, Promise.all(needs), diagnosing));
  }
  const results = await Promise.all(running.values());
  const ok = results.every(({ status }) => status === 'ok' || status === 'notSetUp');
  return { ok, checks: results };
}

async function run(
  check: Check,
  needs: Promise<readonly CheckResult[]>,
  { system, deadlineMs, tell = () => undefined }: Diagnosing,
): Promise<CheckResult> {
  const finding = withoutLook(await needs) ?? (await lookInTime(check, system, deadlineMs));
  const result = { check: check.name, ...finding };
  tell(result);
  return result;
}

/** What is known of a check by what it needs alone; null: it has to be looked at. */
function withoutLook(needs: readonly CheckResult[]): Omit<CheckResult, 'check'> | null {
  const ill = needs.filter(({ status }) => status === 'failed' || status === 'skipped');
  if (ill.length > 0) return { status: 'skipped', note: `needs ${namesOf(ill)}` };
  const absent = needs.filter(({ status }) => status === 'notSetUp');
  if (absent.length > 0) return { status: 'notSetUp', note: `goes with ${namesOf(absent)}` };
  return null;
}

function namesOf(results: readonly CheckResult[]): string {
  return results.map(({ check }) => check).join(', ');
}

function lookInTime(check: Check, system: Diagnosing['system'], deadlineMs: number): Promise<Finding> {
  return new Promise((resolve) => {
    const fail = (note: string, remedy = check.remedy) => resolve({ status: 'failed', note, remedy });
    const cancel = system.after(deadlineMs, () => fail(`no answer within ${deadlineMs / 1_000} s`));
    check
      .look()
      .then(resolve, (error: unknown) => {
        const [what, todo] = sentencesOf(error);
        fail(what, todo);
      })
      .finally(cancel);
  });
}

/**
 * What is wrong, and what to do where the error says that too: after its first sentence, or after its last colon. An
 * error with a name of its own is written for people; of any other only its code or kind is told, since its message may
 * hold anything.
 */
function sentencesOf(error: unknown): readonly [string, string | undefined] {
  if (!(error instanceof Error) || /^([A-Z][a-z]+)?Error$/.test(error.name)) {
    const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
    return [`it cannot be looked at (${String(code ?? name ?? 'no reason given')})`, undefined];
  }
  const [first = '', ...others] = error.message.split(/(?<=\S{2}\.) (?=[A-Z])/);
  if (others.length > 0) return [first.replace(/\.$/, ''), others.join(' ')];
  const [, what, todo] = /^(.+): ([^:]+)$/s.exec(first) ?? [];
  if (what === undefined || todo === undefined) return [first.replace(/\.$/, ''), undefined];
  return [what, `${todo.charAt(0).toUpperCase()}${todo.slice(1)}`];
}
