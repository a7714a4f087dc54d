import type { JournalEntry } from '../domain/call/journal.ts';
import type { Language } from '../domain/merchant/line.ts';
import { plain, timeOfDay } from './format.ts';
import type { Paint } from './paint.ts';
import { commandWords, eventWords, type Words } from './timeline-words.ts';

/** The timeline of a whole call, a line for each thing that support staff care for. */
export function timeline(entries: readonly JournalEntry[], language: Language, paint: Paint): string {
  const { add, end } = startTimeline(language, paint);
  return [...entries.flatMap(add), ...end()].join('\n');
}

/** A timeline that is written while the call runs. */
export interface RunningTimeline {
  /** Takes the next entry and gives the lines that are ready: a row of keys waits until it is over. */
  readonly add: (entry: JournalEntry) => readonly string[];
  /** The lines that still wait. */
  readonly end: () => readonly string[];
}

/** @param language in which its sentences are shown; null, as they are said */
export function startTimeline(language: Language | null, paint: Paint): RunningTimeline {
  const write = lineWriter(paint);
  let keys: JournalEntry[] = [];
  let merchantName: string | undefined;

  function end(): readonly string[] {
    const [first] = keys;
    const last = keys.at(-1);
    if (first === undefined || last === undefined) return [];
    const text = `keys ${'●'.repeat(keys.length)}${spanText(last.at - first.at)}`;
    keys = [];
    return [write(first, { who: 'caller', text })];
  }

  function add(entry: JournalEntry): readonly string[] {
    merchantName ??= merchantOf(entry);
    const said = entry.commands
      .map((command) => commandWords(command, language, merchantName))
      .filter((words) => words !== null);
    if (entry.event.type === 'KeyHeard') {
      keys.push(entry);
      return said.length === 0 ? [] : [...end(), ...said.map((words) => write(entry, words))];
    }
    const happened = eventWords(entry.event);
    const words = happened === null ? said : [happened, ...said];
    return words.length === 0 ? [] : [...end(), ...words.map((one) => write(entry, one))];
  }

  return { add, end };
}

function merchantOf({ event }: JournalEntry): string | undefined {
  return event.type === 'LinePolicyLoaded' && event.line.status === 'open'
    ? plain(event.line.policy.merchantName)
    : undefined;
}

function spanText(ms: number): string {
  return ms === 0 ? '' : ` in ${(ms / 1_000).toFixed(1)} s`;
}

const STAGE_LETTERS = 14;

/** Writes lines of time, time since the call began, stage when it is another, who, and what. */
function lineWriter(paint: Paint): (entry: JournalEntry, words: Words) => string {
  let beganAt: number | null = null;
  let shown = { second: '', stage: '' };
  return ({ at, stage }, { who, text, style }) => {
    beganAt ??= at;
    const second = `${timeOfDay(at)}  ${`+${((at - beganAt) / 1_000).toFixed(1)}`.padStart(6)}`;
    const time = second === shown.second ? ' '.repeat(second.length) : second;
    const place = (stage === shown.stage ? '' : stage).padEnd(STAGE_LETTERS);
    shown = { second, stage };
    const what = style === undefined ? text : paint(style, text);
    return `${paint('dim', time)}  ${paint('cyan', place)}  ${paint('dim', who.padEnd(6))}  ${what}`;
  };
}
