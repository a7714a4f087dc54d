import { hostname } from 'node:os';
import { createSystem } from '../adapters/system.ts';
import type { RunningProcess } from '../application/ports.ts';

/** This machine's clock and chance. */
export const system = createSystem();

/** This start of this process: no other has its name, so that what it leaves is known to be left. */
export function thisProcess(): RunningProcess {
  const [host, pid] = [hostname(), process.pid];
  return { owner: `${host}:${pid}:${system.now()}`, host, pid };
}
