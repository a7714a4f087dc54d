import { createHash } from 'node:crypto';
import type { Bank } from './bank.ts';
import type { Books } from './books.ts';
import type { Caller } from './caller.ts';
import type { Channel, TimedFact } from './channel.ts';
import type { Disk } from './disk.ts';
import type { PhoneExchange } from './exchange.ts';
import type { Jobs } from './jobs.ts';
import type { Journals } from './journals.ts';

/** Where a world leaves its traces. */
export interface Traces {
  readonly books: Books;
  readonly journals: Journals;
  readonly jobs: Jobs;
  readonly disks: readonly Disk[];
  readonly bank: Bank;
  readonly exchange: PhoneExchange;
  readonly callers: readonly Caller[];
  readonly log: readonly string[];
}

/** All that a world leaves behind as text, by its place: what is at rest. */
export function* textsOf({ books, journals, jobs, disks, log }: Traces): Iterable<readonly [string, string]> {
  for (const [callId, entries] of journals.calls) {
    yield [`the journal of ${callId}`, Object.values(entries).join('\n')];
  }
  yield ['the books (calls)', JSON.stringify(journals.begun)];
  yield ['the books (attempts)', JSON.stringify([...books.rows.values()])];
  for (const { evidenceId, text } of books.evidence.values()) yield [`evidence ${evidenceId}`, text];
  yield ['the queue', jobs.accepted.join('\n')];
  yield ['the spool', disks.flatMap((disk) => [...disk.written, ...disk.journals.written]).join('\n')];
  yield ['the log', log.join('\n')];
}

/** Of everything that was written and said, so that two runs can be compared. */
export function digestOf(traces: Traces): string {
  const { bank, exchange } = traces;
  const hash = createHash('sha256');
  for (const [place, text] of textsOf(traces)) hash.update(place).update(text);
  hash.update(JSON.stringify(bank.ledger)).update(JSON.stringify(bank.pays));
  hash.update(JSON.stringify(exchange.channels.map(({ facts }) => facts)));
  return hash.digest('hex');
}

/** What happened to one caller, in words, for whoever replays it: each of their calls. */
export function storyOf(traces: Traces, call: number): string {
  const channels = traces.callers[call]?.channels ?? [];
  if (channels.length === 0) return 'No process was there to take the call.';
  return channels.flatMap((channel) => storyOfChannel(traces, channel)).join('\n');
}

function storyOfChannel(traces: Traces, channel: Channel): readonly string[] {
  const { journals, books } = traces;
  const lines = [...channel.callIds].flatMap((callId) => [
    `call ${callId} on ${channel.channelId}, of ${channel.callerNumber} to ${channel.did}`,
    ...Object.values(journals.calls.get(callId) ?? []),
    ...[...books.rows.values()]
      .filter(({ attempt }) => attempt.callId === callId)
      .flatMap((row) => storyOfAttempt(traces, row.attempt.attemptId, row.attempt.orderId, row)),
  ]);
  return [...lines, `${channel.rangMs} rang`, ...channel.facts.map(inWords)];
}

function inWords({ atMs, type, ...facts }: TimedFact): string {
  return [
    `${atMs} ${type}`,
    ...Object.values(facts).map((fact) => (Array.isArray(fact) ? fact.join(' ') : fact)),
  ].join(' ');
}

function storyOfAttempt(
  { books, bank, log }: Traces,
  attemptId: string,
  orderId: string,
  row: object,
): readonly string[] {
  const evidence = [...books.evidence.values()].filter((each) => each.attemptId === attemptId);
  const pays = bank.pays.filter((pay) => pay.orderId === orderId);
  return [
    `row ${JSON.stringify(row)}`,
    ...evidence.map(({ text }) => `evidence ${text}`),
    ...pays.map(({ leftMs }) => `pay left at ${leftMs}`),
    ...bank.ledger.filter((each) => each.orderId === orderId).map(({ atMs }) => `charged at ${atMs}`),
    ...log.filter((line) => line.includes(attemptId)).map((line) => `log ${line}`),
  ];
}
