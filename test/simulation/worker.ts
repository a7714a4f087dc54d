import { parentPort, workerData } from 'node:worker_threads';
import { simulate } from './simulate.ts';
import type { News, Share } from './workers.ts';

/** What each worker of `simulateOnAllCores` does: it lives its share of the worlds and tells of them. */

function tell(news: News): void {
  parentPort?.postMessage(news);
}

const end = await simulate({
  ...(workerData as Share),
  progress: (calls) => tell({ type: 'progress', calls }),
});
tell({ type: 'end', end });
