import type { CallRegistry } from '../../src/application/call-registry.ts';
import { SILENT_MS } from '../../src/application/take-over.ts';
import { type Plant, startApplication } from './application.ts';
import { Auditor, type Violation } from './auditor.ts';
import { Bank } from './bank.ts';
import { Books } from './books.ts';
import { Caller } from './caller.ts';
import { Clock } from './clock.ts';
import { Dice } from './dice.ts';
import { Disk } from './disk.ts';
import { PhoneExchange } from './exchange.ts';
import { drawCalm, drawFaults, endOf, type FaultPlan, isIn } from './faults.ts';
import { CALM, gatewayOf, type Heard } from './gateway.ts';
import { Habits } from './habits.ts';
import { EPOCH, type Ground, Host, type Wire } from './host.ts';
import { Jobs } from './jobs.ts';
import { Journals } from './journals.ts';
import { foundLines } from './lines.ts';
import { Memory } from './memory.ts';
import { drawInvoices, drawPeople, drawPersona, internationally, type Person } from './people.ts';
import { Places } from './places.ts';
import { digestOf, storyOf, type Traces, textsOf } from './records.ts';
import { Counts, Register, registerOf } from './register.ts';
import type { SeenChannel } from './seen.ts';

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
  readonly #people: readonly Person[];
  readonly #secrets = new Set<string>();
  readonly #auditor: Auditor;
  readonly #bank: Bank;
  readonly #books: Books;
  readonly #journals = new Journals();
  readonly #memory: Memory;
  readonly #places: Places;
  readonly #habits: Habits;
  readonly #jobs: Jobs;
  readonly #exchange: PhoneExchange;
  readonly #register: Register;
  readonly #counts = new Counts();
  #ids = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#dice = new Dice(options.seed);
    const fate = this.#dice.fork('faults');
    this.#plan = options.faults ? drawFaults(fate, FAULTS_MS) : drawCalm(fate, FAULTS_MS);
    const [clock, plan] = [this.#clock, this.#plan];
    this.#auditor = new Auditor(clock, options.faults, (callId) => this.#callOf(callId));
    const auditor = this.#auditor;
    this.#bank = new Bank(clock, this.#dice.fork('bank'), auditor);
    this.#bank.temper = plan.temper;
    this.#bank.sms = (pan, pin) => {
      for (const caller of this.#callers) caller.getsPin(pan, pin);
    };
    const { calls } = options;
    const dice = this.#dice.fork('people');
    // Some worlds are crowded: many callers of one number, with one bill, or with one card.
    this.#people = drawPeople(dice, dice.pick([6, calls, calls * 2]));
    const blocked = dice.chance(0.3) ? [dice.pick(this.#people).mobile] : [];
    this.#books = new Books(foundLines(blocked.map(internationally)), () => EPOCH + clock.ms, auditor);
    this.#register = new Register(clock, this.#people);
    this.#memory = new Memory(this.#books, this.#journals);
    this.#places = new Places((owner) => this.#books.isHeard(owner, SILENT_MS));
    this.#habits = new Habits((length) => auditor.habitTold(length));
    this.#jobs = new Jobs(clock, this.#dice.fork('jobs'), {
      away: () => isIn(plan.queueAway, clock.ms),
      doubled: () => this.#whileFaulty(plan.doubledJob),
      lost: () => this.#whileFaulty(plan.lostJob),
      latestMs: () => (this.#faulty ? plan.latestJobMs : 20),
    });
    this.#exchange = new PhoneExchange(clock, this.#dice.fork('exchange'), {
      requestFails: () => this.#whileFaulty(plan.lineFails),
      doubledEnd: () => this.#whileFaulty(plan.line.doubledEnd),
      lateEnd: () => this.#whileFaulty(plan.line.lateEnd),
      lostKey: () => this.#whileFaulty(plan.line.lostKey),
      doubledGone: () => this.#whileFaulty(plan.line.doubledGone),
      booksBackMs: () => endOf(plan.storeAway, clock.ms),
    });
    this.#settle(dice);
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
      digest: digestOf(this.#traces),
      story: (call) => storyOf(this.#traces, call),
    };
  }

  /** Bills, people, and when each of them calls. */
  #settle(dice: Dice): void {
    const { calls } = this.#options;
    const people = this.#people;
    const invoices = drawInvoices(dice, dice.pick([3, Math.ceil(calls * 0.6), calls]), people);
    for (const [index, { code, amount, mobile }] of invoices.entries()) {
      const expiresAt = dice.chance(0.1) ? EPOCH + dice.between(60_000, ARRIVALS_MS) : null;
      const ids = { billId: `bill_i${index}`, invoiceId: `inv_${index}`, merchantId: 'shop' };
      const payer = mobile === null ? null : internationally(mobile);
      this.#books.addInvoice(code, { ...ids, amount, mobile: payer, expiresAt });
    }
    const arrivalsMs = dice.pick([60_000, ARRIVALS_MS, ARRIVALS_MS]);
    for (const { pans, nationalId, birthDate, born } of people) {
      for (const secret of [...pans, nationalId, birthDate, born.replaceAll('-', '')])
        this.#secrets.add(secret);
    }
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
      fell: (fallen, ms) => this.#exchange.disturb(fallen, ms),
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
      memory: this.#memory,
      places: this.#places,
      habits: this.#habits,
      jobs: this.#jobs,
      disk,
      telephony: this.#exchange.connect(host),
      gateway: gatewayOf(host, {
        ...{ clock, dice, bank: this.#bank },
        faults: {
          away: () => isIn(plan.gatewayAway, clock.ms),
          stopsBeforeSending: () => this.#whileFaulty(plan.stopsBeforeSending),
          fates: () => (this.#faulty ? plan.fates : CALM),
        },
        otpLeft: (otp) => this.#auditor.otpLeft(otp),
        heard: (heard) => void this.#heard.push(heard),
      }),
      identity: registerOf(host, this.#register, this.#dice.fork(`register ${host.owner}`), {
        wire: wire(() => isIn(plan.registerAway, clock.ms)),
        late: () => this.#whileFaulty(plan.lateRegister),
      }),
      counts: this.#counts,
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
      !this.#callers.some(({ willCall }) => willCall) &&
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
      channels: this.#seenChannels(),
      places: this.#placesLeft(),
      callsRunning: this.#callsRunning(),
      heard: this.#heard.filter(({ host }) => host.alive),
      answeredMs: new Map(this.#heard.map(({ orderId, atMs }) => [orderId, atMs])),
      registerAnswers: this.#register.answers,
      texts: textsOf(this.#traces),
      secrets: this.#secrets,
    });
  }

  /** A place of a process that is dead is given to the next who asks for it. */
  #placesLeft(): readonly string[] {
    const alive = new Set(this.#hosts.filter((host) => host.alive).map(({ owner }) => owner));
    return [...this.#places.taken.values()].filter(({ owner }) => alive.has(owner)).map(({ line }) => line);
  }

  #seenChannels(): readonly SeenChannel[] {
    return this.#callers.flatMap(({ channels }, call) =>
      channels.map(({ did, callerNumber, rangMs, callIds, facts }) => ({
        ...{ call, did, callerNumber, rangMs, callIds, facts },
      })),
    );
  }

  get #traces(): Traces {
    return {
      ...{ books: this.#books, journals: this.#journals, jobs: this.#jobs, disks: this.#disks },
      ...{ bank: this.#bank, exchange: this.#exchange, callers: this.#callers, log: this.#log },
    };
  }

  #callOf(callId: string | null): number | null {
    if (callId === null) return null;
    const call = this.#callers.findIndex(({ channels }) =>
      channels.some(({ callIds }) => callIds.has(callId)),
    );
    return call < 0 ? null : call;
  }
}
