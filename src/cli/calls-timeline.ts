import type { Language } from '../domain/merchant/line.ts';
import type { Paint } from './paint.ts';
import { type RunningTimeline, startTimeline } from './timeline.ts';

/** The timelines of several calls, each line with the number of its call: the first one that came is 1. */
export function startTimelines(language: Language | null, paint: Paint): RunningTimeline {
  const calls = new Map<string, RunningTimeline>();

  function begin(callId: string): RunningTimeline {
    const { add, end } = startTimeline(language, paint);
    const mark = paint('bold', String(calls.size + 1));
    const marked = (lines: readonly string[]) => lines.map((line) => `${mark}  ${line}`);
    const call: RunningTimeline = { add: (entry) => marked(add(entry)), end: () => marked(end()) };
    calls.set(callId, call);
    return call;
  }

  return {
    add: (entry) => (calls.get(entry.callId) ?? begin(entry.callId)).add(entry),
    end: () => [...calls.values()].flatMap((call) => call.end()),
  };
}
