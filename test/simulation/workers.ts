import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Simulation, type SimulationEnd, together, WORLD_CALLS } from './simulate.ts';

/** The worlds of one simulation share nothing, so that they are lived on several cores. The end is the same. */

export type Share = Pick<Simulation, 'seed' | 'calls' | 'faults' | 'from' | 'to'>;
export type News =
  | { readonly type: 'progress'; readonly calls: number }
  | { readonly type: 'end'; readonly end: SimulationEnd };

/** More of them would want more memory than time. */
const MOST_WORKERS = 4;

/** As `simulate`, on as many cores as there are. */
export async function simulateOnAllCores(simulation: Omit<Simulation, 'plant'>): Promise<SimulationEnd> {
  const shares = sharesOf(simulation, Math.min(MOST_WORKERS, availableParallelism()));
  const done = shares.map(() => 0);
  const ends = shares.map((share, index) =>
    live(share, (calls) => {
      done[index] = calls;
      simulation.progress?.(done.reduce((sum, each) => sum + each, 0));
    }),
  );
  return together(await Promise.all(ends));
}

/** Whole worlds for each worker, in their order. */
function sharesOf({ seed, calls, faults }: Simulation, workers: number): readonly Share[] {
  const worlds = Math.ceil(calls / WORLD_CALLS);
  const each = Math.ceil(worlds / workers) * WORLD_CALLS;
  return Array.from({ length: Math.ceil(calls / each) }, (_, index) => ({
    ...{ seed, calls, faults },
    from: index * each,
    to: Math.min(calls, (index + 1) * each),
  }));
}

function live(share: Share, progress: (calls: number) => void): Promise<SimulationEnd> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: share });
    worker.on('message', (news: News) => {
      if (news.type === 'progress') progress(news.calls);
      else resolve(news.end);
    });
    worker.on('error', reject);
  });
}
