import { createSystem } from '../../src/adapters/system.ts';
import type { System } from '../../src/application/ports.ts';
import { type BankServices, openBankServices } from '../../src/compose/bank-services.ts';
import { readConfig } from '../../src/config.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { keptLog } from './service-server.ts';

/** The bank services as a server opens them, on a sandbox of their own, and whatever they logged. */
export interface BankPlace {
  readonly sandbox: Sandbox;
  readonly services: BankServices;
  readonly lines: readonly string[];
  /** Moves our own clock. */
  advance(ms: number): void;
  /** Moves the sandbox's clock. */
  advanceSandbox(ms: number): Promise<void>;
  /** Does something at `/_sandbox/…` and gives what came of it. */
  control<T>(path: string, body?: object, method?: string): Promise<T>;
  close(): Promise<void>;
}

export async function openBankPlace(environment: Readonly<Record<string, string>> = {}): Promise<BankPlace> {
  const sandbox = await startSandbox({ port: 0 });
  const { log, lines } = keptLog();
  let ahead = 0;
  const real = createSystem();
  const system: System = { ...real, now: () => real.now() + ahead };
  const { bankServices } = readConfig({ ...sandbox.environment, ARI_PASSWORD: 'a', ...environment });
  const services = openBankServices(bankServices, log, system);
  const control = async <T>(path: string, body?: object, method = body === undefined ? 'GET' : 'POST') => {
    const reply = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return (await reply.json()) as T;
  };
  return {
    ...{ sandbox, services, lines, control },
    advance(ms) {
      ahead += ms;
    },
    advanceSandbox: (ms) => control('clock', { advanceMs: ms }),
    async close() {
      await services.close();
      await sandbox.close();
    },
  };
}
