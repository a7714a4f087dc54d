import { setTimeout as sleep } from 'node:timers/promises';
import type { Place, Server } from './place.ts';

/** What goes wrong, and where. Each is done once the named point is reached, and mended before the next begins. */
interface Fault {
  readonly name: string;
  /** Waits for the moment. */
  readonly moment: (place: Place) => Promise<unknown>;
  readonly happen: (place: Place, server: Server) => Promise<void>;
  /** The calm after it, where another is wanted. Milliseconds. */
  readonly calmMs?: number;
}

/** When a process could not have noticed what reached it. Times are of `Date.now()`. */
export interface Deafness {
  readonly from: number;
  readonly to: number;
}

export interface FaultLog {
  readonly happened: Readonly<Record<string, number>>;
  readonly deaf: readonly Deafness[];
}

const MOMENT_MS = 20_000;
/** The calm between two faults, so that calls get on. */
const CALM_MS = 7_000;
const LOOK_MS = 15;

const midEntry = (place: Place) => place.next('midEntry', MOMENT_MS);
const atPin = (place: Place) => place.next('atPin', MOMENT_MS);
const verdict = (place: Place) => place.next('verdict', MOMENT_MS);
/** The bank has been asked to pay, and may not have answered yet. */
const payAsked = (place: Place) => more(async () => (await place.pays()).length);
/** The bank has answered. */
const replied = (place: Place) =>
  more(async () => (await place.pays()).filter(({ endedAt }) => endedAt !== null).length);

const killed =
  (downMs: number) =>
  async (_: Place, { process }: Server) => {
    await process.kill();
    await sleep(downMs);
    await process.start();
  };
const frozen =
  (ms: number) =>
  async (_: Place, { process }: Server) => {
    process.signal('SIGSTOP');
    await sleep(ms);
    process.signal('SIGCONT');
  };
const wireCut =
  (ms: number) =>
  async (_: Place, { wire }: Server) => {
    await wire.cut();
    await sleep(ms);
    await wire.mend();
  };
const postgresAway =
  (how: 'kill' | undefined, ms: number) =>
  async ({ postgres }: Place) => {
    await postgres.stop(how);
    await sleep(ms);
    await postgres.start();
  };
const redisAway =
  (ms: number) =>
  async ({ redis }: Place) => {
    await redis.stop();
    await sleep(ms);
    await redis.start();
  };

const KILLS: readonly Fault[] = [
  // Who was lost there gets the time to key the card again and pay.
  { name: 'killed in mid-entry', moment: midEntry, happen: killed(500), calmMs: 20_000 },
  { name: 'killed while pay is out', moment: payAsked, happen: killed(500) },
  { name: 'killed as the bank answered', moment: replied, happen: killed(500) },
  { name: 'killed at the PIN', moment: atPin, happen: killed(500) },
  { name: 'killed in a verdict', moment: verdict, happen: killed(500) },
];

const OUTAGES: readonly Fault[] = [
  { name: 'PostgreSQL stopped while pay is out', moment: payAsked, happen: postgresAway(undefined, 3_000) },
  { name: 'websocket cut in mid-entry', moment: midEntry, happen: wireCut(1_500) },
  { name: 'stopped and resumed while pay is out', moment: payAsked, happen: frozen(4_000) },
  { name: 'Redis stopped while pay is out', moment: payAsked, happen: redisAway(4_000) },
  { name: 'websocket cut in a verdict', moment: verdict, happen: wireCut(1_000) },
  { name: 'PostgreSQL crashed as the bank answered', moment: replied, happen: postgresAway('kill', 2_000) },
  { name: 'stopped and resumed at the PIN', moment: atPin, happen: frozen(3_000) },
  { name: 'websocket cut at the PIN', moment: atPin, happen: wireCut(1_500) },
];

/** A kill between any two outages. */
const ONE_PROCESS = OUTAGES.flatMap((outage, index) => [KILLS[index % KILLS.length] as Fault, outage]);

/** Lets everything go wrong, in turn and again, until `isOver`. */
export async function chaos(
  place: Place,
  isOver: () => boolean,
  tell: (fault: string) => void,
): Promise<FaultLog> {
  const happened: Record<string, number> = {};
  const deaf: Deafness[] = [];
  const pair = place.servers.length > 1;
  const living = place.servers.at(-1) as Server;
  const happen = async ({ name, moment, happen, calmMs = CALM_MS }: Fault, server: Server) => {
    await moment(place);
    if (isOver()) return;
    tell(name);
    const from = Date.now();
    await happen(place, server);
    deaf.push({ from, to: Date.now() });
    happened[name] = (happened[name] ?? 0) + 1;
    await sleep(calmMs);
  };
  if (pair) {
    const first = place.servers[0] as Server;
    const forEver: Fault = {
      name: 'killed for ever in mid-entry',
      moment: () => payAsked(place).then(() => midEntry(place)),
      happen: (_, { process }) => process.kill(),
      calmMs: 40_000,
    };
    await happen(forEver, first);
  }
  const faults = pair ? OUTAGES : ONE_PROCESS;
  for (let turn = 0; !isOver(); turn += 1) await happen(faults[turn % faults.length] as Fault, living);
  return { happened, deaf };
}

/** Waits until a count has grown. */
async function more(count: () => Promise<number>): Promise<void> {
  const before = await count();
  const deadline = Date.now() + MOMENT_MS;
  while ((await count()) === before && Date.now() < deadline) await sleep(LOOK_MS);
}
