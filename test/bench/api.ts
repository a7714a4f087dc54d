import { parseArgs } from 'node:util';
import { tally } from './figures.ts';
import { createPayers } from './payers.ts';
import { openPlace } from './place.ts';
import { type Round, runRound } from './round.ts';

/** What the merchant API costs: payments per second, against a handler that does nothing but forward. */

const HELP = `Pays over the merchant API, and over a bare handler that only forwards, in turns.

A pair is POST /v1/otp and then POST /v1/payments. The API is all of it: keys, limits, Idempotency-Keys, the books in
PostgreSQL with every COMMIT on the disk before the bank is asked, the spool and the queue. The bare handler is
Express with undici, and keeps nothing. Both ask the same stub of a bank, which answers at once. Each of the three is a
process of its own; what pays is this one.

Usage: npm run bench -- api [options]

  --seconds N     how long is measured, both together (default 40)
  --at-once N     how many pairs are under way together (default 16)
  --bank-ms N     how long the bank takes for each of its two answers (default 0)
  --json          one line of JSON on stdout; progress is on stderr
  --help          this text

Exit codes: 0 every pair was paid and is in the books, 1 one was not, 2 wrong use. The ratio has no part in it: with a
bank that answers at once it tells what the API costs, and with one that takes its time what a payer notices of that.

Examples:
  npm run bench -- api --json
  npm run bench -- api --seconds 20 --bank-ms 300
`;

const OPTIONS = {
  seconds: { type: 'string', default: '40' },
  'at-once': { type: 'string', default: '16' },
  'bank-ms': { type: 'string', default: '0' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** How long each side is measured before it is the other's turn. */
const ROUND_SECONDS = 4;
/** Code is compiled and connections are opened before anything is counted. */
const WARM_UP_MS = 1_500;

function read(args: readonly string[]) {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const number = (name: 'seconds' | 'at-once' | 'bank-ms', low: number, high: number) => {
    const value = Number(values[name]);
    if (/^\d+$/.test(values[name]) && value >= low && value <= high) return value;
    throw new Error(`--${name} must be a whole number from ${low} to ${high}.`);
  };
  return {
    seconds: number('seconds', 2, 3_600),
    atOnce: number('at-once', 1, 200),
    bankMs: number('bank-ms', 0, 10_000),
    json: values.json,
    help: values.help,
  };
}

type Asked = ReturnType<typeof read>;

function tell(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${text}\n`);
}

async function measure({ seconds, atOnce, bankMs }: Asked) {
  tell('starting PostgreSQL, the stub of the bank, the API and the bare handler');
  const place = await openPlace(bankMs);
  try {
    const rounds = Math.max(1, Math.round(seconds / ROUND_SECONDS / 2));
    const lengthMs = (seconds * 1_000) / rounds / 2;
    const payers = createPayers();
    let booksLateMs = 0;
    const turn = async (side: 'api' | 'bare', ms: number) => {
      const round = await runRound({ pay: place[side], atOnce, ms, payers });
      booksLateMs = Math.max(booksLateMs, await place.rest());
      return round;
    };
    const api = [await turn('api', WARM_UP_MS)];
    const bare = [await turn('bare', WARM_UP_MS)];
    for (let nth = 1; nth <= rounds; nth += 1) {
      api.push(await turn('api', lengthMs));
      bare.push(await turn('bare', lengthMs));
      tell(`round ${nth} of ${rounds}: the API ${last(api)} pairs a second, bare ${last(bare)}`);
    }
    const paidInBooks = await place.paidInBooks();
    return { ...conclude(api, bare), booksLateMs, paidInBooks, rounds, seconds, atOnce, bankMs };
  } finally {
    await place.close();
  }
}

function last(rounds: readonly Round[]): number {
  return tally(rounds.slice(-1)).perSecond;
}

/** The first round of each side is its warm-up: its answers are judged, its time is not counted. */
function conclude(api: readonly Round[], bare: readonly Round[]) {
  const failures = [...api, ...bare].flatMap((round) => round.failures);
  const [ofApi, ofBare] = [tally(api.slice(1)), tally(bare.slice(1))];
  return {
    ratio: Math.round((ofApi.perSecond / ofBare.perSecond) * 1_000) / 1_000,
    api: ofApi,
    bare: ofBare,
    paid: api.reduce((sum, { tookMs }) => sum + tookMs.length, 0),
    failed: failures.length,
    firstFailure: failures[0] ?? null,
  };
}

/** Every line says in words what is wrong; none when all is right. */
function faultsOf({ paid, paidInBooks, failed, firstFailure }: Awaited<ReturnType<typeof measure>>) {
  return [
    ...(failed === 0 ? [] : [`${failed} pairs were not paid; the first: ${firstFailure}`]),
    ...(paid === paidInBooks ? [] : [`${paid} payments were announced, ${paidInBooks} are in the books`]),
  ];
}

export async function api(args: readonly string[]): Promise<number> {
  let asked: Asked;
  try {
    asked = read(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error} See --help.\n`);
    return 2;
  }
  if (asked.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const end = await measure(asked);
  process.stdout.write(`${asked.json ? JSON.stringify(end) : JSON.stringify(end, null, 2)}\n`);
  const wrong = faultsOf(end);
  for (const each of wrong) process.stderr.write(`WRONG: ${each}\n`);
  return wrong.length === 0 ? 0 : 1;
}
