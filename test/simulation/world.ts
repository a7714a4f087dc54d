import { createHash } from 'node:crypto';
import type { CallRegistry } from '../../src/application/call-registry.ts';
import { type Plant, startApplication } from './application.ts';
import { Auditor, type Violation } from './auditor.ts';
import { Bank } from './bank.ts';
import { Books, Journals } from './books.ts';
import { Caller } from './caller.ts';
import { Clock } from './clock.ts';
import { Dice } from './dice.ts';
import { Disk } from './disk.ts';
import { PhoneExchange } from './exchange.ts';
import { drawFaults, type FaultPlan, isIn, NO_FAULTS } from './faults.ts';
import { gatewayOf, type Heard } from './gateway.ts';
import { EPOCH, type Ground, Host, type Wire } from './host.ts';
import { Jobs } from './jobs.ts';
import { drawInvoices, drawPeople, drawPersona, LINES } from './people.ts';

export interface WorldOptions {
  /** What all chance in it comes from. */
  readonly seed: string;
  readonly calls: number;
  readonly faults: boolean;
  readonly plant: Plant;
}

export interface Tally {
  readonly calls: number;
  readonly paid: number;
  readonly declined: number;
  readonly unknown: number;
  readonly notSent: number;
  readonly charged: number;
}

export interface WorldEnd extends Tally {
  readonly violations: readonly Violation[];
  /** Of everything that was written and said in it, so that two runs can be compared. */
  readonly digest: string;
  /** What happened to one call, in words, for whoever replays it. */
  readonly story: (call: number) => string;
}

/** Calls arrive for so long; faults may happen for a while longer. */
const ARRIVALS_MS = 12 * 60_000;
const FAULTS_MS = 18 * 60_000;
/** Then nothing goes wrong any more, and by so much later all must be at rest. */
const REST_MS = 60 * 60_000;
/** Longer than any request may travel. */
const QUIET_MS = 3 * 60_000;

/** Some calls side by side, everything around them simulated, judged when they have come to rest. */
export async function runWorld(options: WorldOptions): Promise<WorldEnd> {
  const world = new World(options);
  return world.run();
}

class World {
  readonly #options: WorldOptions;
  readonly #clock = new Clock();
  readonly #dice: Dice;
  readonly #plan: FaultPlan;
  readonly #callers: Caller[] = [];
  readonly #hosts: Host[] = [];
  readonly #registries = new Map<Host, CallRegistry>();
  readonly #disks: Disk[] = [];
  readonly #heard: Heard[] = [];
  readonly #log: string[] = [];
  readonly #secrets = new Set<string>();
  readonly #auditor = new Auditor((callId) => this.#callOf(callId));
  readonly #bank: Bank;
  readonly #books: Books;
  readonly #journals = new Journals();
  readonly #jobs: Jobs;
  readonly #exchange: PhoneExchange;
  #ids = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#dice = new Dice(options.seed);
    this.#plan = options.faults ? drawFaults(this.#dice.fork('faults'), FAULTS_MS) : NO_FAULTS;
    const [clock, plan, auditor] = [this.#clock, this.#plan, this.#auditor];
    this.#bank = new Bank(clock, this.#dice.fork('bank'), auditor);
    this.#bank.temper = plan.temper;
    this.#bank.sms = (pan, pin) => {
      for (const caller of this.#callers) caller.getsPin(pan, pin);
    };
    this.#books = new Books(LINES, () => EPOCH + clock.ms, auditor);
    this.#jobs = new Jobs(clock, this.#dice.fork('jobs'), {
      away: () => isIn(plan.queueAway, clock.ms),
      doubled: () => this.#whileFaulty(plan.doubledJob),
      lost: () => this.#whileFaulty(plan.lostJob),
      latestMs: () => (this.#faulty ? plan.latestJobMs : 20),
    });
    this.#exchange = new PhoneExchange(clock, this.#dice.fork('exchange'), {
      requestFails: () => this.#whileFaulty(plan.lineFails),
    });
    this.#settle();
    this.#unleash();
  }

  async run(): Promise<WorldEnd> {
    const end = FAULTS_MS + REST_MS;
    while (this.#clock.ms < end && !(this.#clock.ms > ARRIVALS_MS && this.#atRest())) {
      await this.#clock.runUntil(this.#clock.ms + 10_000);
    }
    await this.#clock.runUntil(this.#clock.ms + QUIET_MS);
    this.#judge();
    const rows = [...this.#books.rows.values()];
    const count = (state: string) => rows.filter((row) => row.state === state).length;
    return {
      calls: this.#callers.length,
      paid: count('paid'),
      declined: count('declined'),
      unknown: count('unknown'),
      notSent: count('notSent'),
      charged: this.#bank.ledger.length,
      violations: this.#auditor.violations,
      digest: this.#digest(),
      story: (call) => this.#story(call),
    };
  }

  /** Lines, bills, people, and when each of them calls. */
  #settle(): void {
    const dice = this.#dice.fork('people');
    const { calls } = this.#options;
    // Some worlds are crowded: many callers with one bill, or with one card.
    const invoices = drawInvoices(dice, dice.pick([3, Math.ceil(calls * 0.6), calls]));
    for (const [index, { code, amount }] of invoices.entries()) {
      const expiresAt = dice.chance(0.1) ? EPOCH + dice.between(60_000, ARRIVALS_MS) : null;
      const ids = { billId: `bill_i${index}`, invoiceId: `inv_${index}`, merchantId: 'shop' };
      this.#books.addInvoice(code, { ...ids, amount, expiresAt });
    }
    const people = drawPeople(dice, dice.pick([6, calls, calls * 2]));
    const arrivalsMs = dice.pick([60_000, ARRIVALS_MS, ARRIVALS_MS]);
    for (const { pans } of people) for (const pan of pans) this.#secrets.add(pan);
    for (let call = 0; call < calls; call += 1) {
      const caller = new Caller(drawPersona(dice, people, invoices), {
        clock: this.#clock,
        dice: this.#dice.fork(`caller ${call}`),
        exchange: this.#exchange,
        secrets: this.#secrets,
      });
      this.#callers.push(caller);
      this.#clock.after(dice.between(1_000, arrivalsMs), () => caller.dial());
    }
  }

  /** Processes, and what befalls them. */
  #unleash(): void {
    const dice = this.#dice.fork('fate');
    const processes = dice.chance(0.3) ? 2 : 1;
    for (let nth = 0; nth < processes; nth += 1) this.#start(new Disk());
    const oneOfThem = () => dice.pick(this.#hosts.filter(({ alive }) => alive));
    for (const { fromMs, toMs } of this.#plan.kills) {
      this.#clock.after(fromMs, () => {
        oneOfThem()?.kill(toMs - fromMs);
      });
    }
    for (const { fromMs, toMs } of this.#plan.stops) {
      this.#clock.after(fromMs, () => {
        oneOfThem()?.stopFor(toMs - fromMs);
      });
    }
    for (const { fromMs, toMs } of this.#plan.gaps) {
      this.#clock.after(fromMs, () => {
        const host = oneOfThem();
        if (host !== undefined) this.#exchange.gap(host, toMs - fromMs);
      });
    }
  }

  /** Starts the application on a machine, whose disk may hold what an earlier start has left. */
  #start(disk: Disk): void {
    const nth = this.#hosts.length + 1;
    const dice = this.#dice.fork(`host ${nth}`);
    const ground: Ground = {
      clock: this.#clock,
      dice,
      newId: (kind) => `${kind}_${++this.#ids}`,
      killAtAwait: () => this.#whileFaulty(this.#plan.killAtAwait),
      stopAtAwait: () => this.#whileFaulty(this.#plan.stopAtAwait),
      logged: (line) => void this.#log.push(`${this.#clock.ms} ${line}`),
    };
    const host = new Host(`process-${nth}`, ground, (downMs) => {
      this.#clock.after(downMs, () => this.#start(disk));
    });
    this.#hosts.push(host);
    if (!this.#disks.includes(disk)) this.#disks.push(disk);
    void startApplication(host, this.#around(host, disk, dice), this.#options.plant).then((registry) => {
      this.#registries.set(host, registry);
    });
  }

  #around(host: Host, disk: Disk, dice: Dice) {
    const [clock, plan] = [this.#clock, this.#plan];
    const wire = (away: () => boolean): Wire => ({
      away,
      lost: () => this.#whileFaulty(plan.lost),
      slowestMs: 30,
    });
    return {
      books: this.#books,
      journals: this.#journals,
      jobs: this.#jobs,
      disk,
      telephony: this.#exchange.connect(host),
      gateway: gatewayOf(host, {
        ...{ clock, dice, bank: this.#bank },
        faults: {
          away: () => isIn(plan.gatewayAway, clock.ms),
          stopsBeforeSending: () => this.#whileFaulty(plan.stopsBeforeSending),
          fates: () => (this.#faulty ? plan.fates : NO_FAULTS.fates),
        },
        otpLeft: (otp) => this.#auditor.otpLeft(otp),
        heard: (heard) => void this.#heard.push(heard),
      }),
      storeWire: wire(() => isIn(plan.storeAway, clock.ms)),
      queueWire: wire(() => isIn(plan.queueAway, clock.ms)),
      diskWire: {
        away: () => dice.chance(this.#whileFaulty(plan.diskFails)),
        lost: () => 0,
        slowestMs: 10,
      },
    };
  }

  get #faulty(): boolean {
    return this.#clock.ms < FAULTS_MS;
  }

  #whileFaulty(probability: number): number {
    return this.#faulty ? probability : 0;
  }

  #atRest(): boolean {
    return (
      this.#exchange.channels.every(({ up }) => !up) &&
      this.#callsRunning() === 0 &&
      this.#jobs.waiting.size === 0 &&
      this.#spooled() === 0 &&
      [...this.#books.rows.values()].every(({ state }) => state !== 'prepared' && state !== 'dispatched')
    );
  }

  #callsRunning(): number {
    return [...this.#registries].reduce((sum, [host, { size }]) => sum + (host.alive ? size : 0), 0);
  }

  #spooled(): number {
    return this.#disks.reduce((sum, { size, journals }) => sum + size + journals.size, 0);
  }

  #judge(): void {
    for (const pin of this.#bank.pins) this.#secrets.add(pin);
    this.#auditor.judge({
      rows: [...this.#books.rows.values()],
      evidence: this.#books.evidence,
      outbox: this.#books.outbox,
      jobsLeft: this.#jobs.waiting.size,
      spooled: this.#spooled(),
      safe: [...this.#jobs.accepted, ...this.#disks.flatMap(({ written }) => written)],
      channels: this.#callers.map(({ channel }) => channel),
      callsRunning: this.#callsRunning(),
      heard: this.#heard.filter(({ host }) => host.alive),
      texts: this.#texts(),
      secrets: this.#secrets,
    });
  }

  *#texts(): Iterable<readonly [string, string]> {
    for (const [callId, entries] of this.#journals.calls) {
      yield [`the journal of ${callId}`, Object.values(entries).join('\n')];
    }
    yield ['the books (calls)', this.#journals.begun.join('\n')];
    yield ['the books (attempts)', JSON.stringify([...this.#books.rows.values()])];
    for (const { evidenceId, text } of this.#books.evidence.values()) yield [`evidence ${evidenceId}`, text];
    yield ['the queue', this.#jobs.accepted.join('\n')];
    yield [
      'the spool',
      this.#disks.flatMap(({ written, journals }) => [...written, ...journals.written]).join('\n'),
    ];
    yield ['the log', this.#log.join('\n')];
  }

  #digest(): string {
    const hash = createHash('sha256');
    for (const [place, text] of this.#texts()) hash.update(place).update(text);
    hash.update(JSON.stringify(this.#bank.ledger)).update(JSON.stringify(this.#bank.pays));
    hash.update(JSON.stringify(this.#exchange.channels.map(({ spoken }) => spoken)));
    return hash.digest('hex');
  }

  #callOf(callId: string | null): number | null {
    if (callId === null) return null;
    const call = this.#callers.findIndex(({ channel }) => channel?.callIds.has(callId));
    return call < 0 ? null : call;
  }

  #story(call: number): string {
    const channel = this.#callers[call]?.channel ?? null;
    if (channel === null) return 'No process was there to take the call.';
    const lines = [...channel.callIds].flatMap((callId) => [
      `call ${callId} on ${channel.channelId}`,
      ...Object.values(this.#journals.calls.get(callId) ?? []),
      ...[...this.#books.rows.values()]
        .filter(({ attempt }) => attempt.callId === callId)
        .flatMap((row) => this.#storyOf(row.attempt.attemptId, row.attempt.orderId, row)),
    ]);
    const said = channel.spoken.map(({ atMs, clips }) => `${atMs} said ${clips.join(' ')}`);
    return [...lines, ...said].join('\n');
  }

  #storyOf(attemptId: string, orderId: string, row: object): readonly string[] {
    const evidence = [...this.#books.evidence.values()].filter((each) => each.attemptId === attemptId);
    const pays = this.#bank.pays.filter((pay) => pay.orderId === orderId);
    return [
      `row ${JSON.stringify(row)}`,
      ...evidence.map(({ text }) => `evidence ${text}`),
      ...pays.map(({ leftMs }) => `pay left at ${leftMs}`),
      ...this.#bank.ledger.filter((each) => each.orderId === orderId).map(({ atMs }) => `charged at ${atMs}`),
      ...this.#log.filter((line) => line.includes(attemptId)).map((line) => `log ${line}`),
    ];
  }
}
