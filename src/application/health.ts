import type { System } from './ports.ts';

/** What a server stands on, by name: `asterisk`, `database`, `queue`, `gateway`. Each rejects when it is not well. */
export type HealthChecks = Readonly<Record<string, () => Promise<void>>>;

export interface Health {
  /** `draining`: no new calls are taken, and the running ones are waited for. */
  readonly status: 'ok' | 'failing' | 'draining';
  readonly checks: Readonly<Record<string, HealthCheck>>;
  readonly version: string;
}

/** `why` is for operators, not for the public: it may name hosts. */
export type HealthCheck = { readonly status: 'ok' } | { readonly status: 'failing'; readonly why: string };

/** A check that has not answered by then is failing: whoever asks has a deadline of their own. */
const CHECK_MS = 2_000;

/** What no other server would do better without: it is told, and takes nobody out of service. */
const OUTSIDE: ReadonlySet<string> = new Set(['gateway']);

/** Runs all checks side by side. Never rejects. */
export async function readHealth(
  checks: HealthChecks,
  version: string,
  system: System,
  draining = false,
): Promise<Health> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await runCheck(check, system)] as const),
  );
  const well = results.every(([name, { status }]) => status === 'ok' || OUTSIDE.has(name));
  const status = well ? 'ok' : 'failing';
  return { status: draining ? 'draining' : status, checks: Object.fromEntries(results), version };
}

function runCheck(check: () => Promise<void>, system: System): Promise<HealthCheck> {
  return new Promise((resolve) => {
    const failing = (why: string) => resolve({ status: 'failing', why });
    const cancel = system.after(CHECK_MS, () => failing(`no answer in ${CHECK_MS} ms`));
    check()
      .then(
        () => resolve({ status: 'ok' }),
        (error: unknown) => failing(error instanceof Error ? error.message : String(error)),
      )
      .finally(cancel);
  });
}
