/**
 * `npm run golden`: records the journals of calls that have none yet.
 *
 *     npm run golden                 all of them
 *     npm run golden -- NAME …       those
 *
 * A journal that is there is refused: it shows for ever what was lived once (design.md, "The core"). When a call has
 * to go another way, it gets a new name in `test/golden/calls/`, and the journal of the old one stays.
 */
import { CALLS, live } from './calls.ts';
import { recorded, writeJournal } from './journals.ts';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Returns the exit code: 0 recorded, 1 there is such a journal, 2 there is no such call. */
async function main(asked: readonly string[]): Promise<number> {
  const there = new Set(recorded());
  const unknown = asked.filter((name) => CALLS[name] === undefined);
  if (unknown.length > 0) {
    say(`No call is named ${unknown.join(', ')}; see test/golden/calls/.`);
    return 2;
  }
  const known = asked.filter((name) => there.has(name));
  if (known.length > 0) {
    say(`A recorded journal is never edited, and there is one of ${known.join(', ')}. Name the call anew.`);
    return 1;
  }
  const wanted = asked.length > 0 ? asked : Object.keys(CALLS).filter((name) => !there.has(name));
  for (const name of wanted) {
    const life = CALLS[name];
    if (life !== undefined) writeJournal(name, await live(life));
  }
  say(`${wanted.length} recorded.`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
