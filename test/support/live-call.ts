import { createCardHasher } from '../../src/adapters/card-hasher.ts';
import { createVault } from '../../src/adapters/vault.ts';
import { CallRegistry } from '../../src/application/call-registry.ts';
import { GatewayCircuit } from '../../src/application/gateway-circuit.ts';
import type { CallVault, FoundLine, MerchantStore, ReceiptPromises } from '../../src/application/ports.ts';
import { finaliseResult } from '../../src/application/record-result.ts';
import type { Secret } from '../../src/application/secret.ts';
import type { JournalEntry } from '../../src/domain/call/journal.ts';
import type { CallLimits } from '../../src/domain/merchant/line.ts';
import { JournalDisk } from '../simulation/disk.ts';
import { POLICY } from './conversation.ts';
import { FakeLine } from './fake-line.ts';
import {
  FakeBooks,
  FakeCallers,
  FakeCounters,
  FakeGateway,
  FakeHabits,
  FakeJournal,
  FakeLog,
  FakeQueue,
  FakeRegister,
  FakeSlots,
  FakeSpool,
  NO_RECORDINGS,
  OTP_CAPS,
  PAN,
  PIN,
} from './fakes.ts';
import { SimulatedSystem, settle } from './simulated-system.ts';

const LINE: FoundLine = {
  merchantId: 'bookshop',
  merchantName: { fa: 'کتاب‌فروشی', en: 'Bookshop' },
  number: '1000',
  aliases: [],
  sequence: 'acd54b56ddd651a5cc3v',
  languages: ['fa'],
  bill: { type: 'fixed', amount: 500_000 },
  confirmCard: false,
  operator: null,
  hours: null,
  maxCalls: null,
  verify: null,
  blockedCallers: [],
};

/** One call through the whole application layer, around it nothing but fakes and a clock that is moved by hand. */
export class LiveCall {
  readonly system = new SimulatedSystem();
  readonly log = new FakeLog();
  readonly line = new FakeLine();
  readonly books: FakeBooks;
  readonly gateway = new FakeGateway();
  readonly callers: FakeCallers;
  readonly slots = new FakeSlots();
  readonly register = new FakeRegister();
  readonly rateCounters = new FakeCounters();
  readonly pinHabits = new FakeHabits();
  /** Whether payers are texted. */
  texts = false;
  readonly receipts: ReceiptPromises = { willText: async () => this.texts };
  readonly queue = new FakeQueue();
  readonly spool = new FakeSpool();
  readonly journal: FakeJournal;
  readonly journalSpool = new JournalDisk();
  /** The vault of the last call. */
  vault: CallVault | null = null;
  /** The buffers that the call's vault has lent, to see what is left in them. */
  readonly lent: Secret[] = [];
  readonly seen: JournalEntry[] = [];
  /** Set to a function that throws to see that nobody who looks on can do harm. */
  watch: (entry: JournalEntry) => void = (entry) => void this.seen.push(entry);
  policy: Partial<FoundLine> = {};
  /** Whether there is a clip of the merchant's name. */
  nameSpoken = true;
  /** To be set before the call arrives. */
  readonly limits: { -readonly [Limit in keyof CallLimits]: CallLimits[Limit] } = { ...POLICY.limits };
  /** What the look-up of the line waits for. */
  lookingUp: Promise<void> = Promise.resolve();
  readonly merchants = {
    findLine: async () => {
      await this.lookingUp;
      if (this.books.away) throw new Error('it is away');
      return { ...LINE, ...this.policy };
    },
  } as unknown as MerchantStore;
  readonly #vault = createVault();
  readonly circuit = new GatewayCircuit(this.system, this.log, { failures: 3 });
  readonly registry: CallRegistry;

  /** @param before another process, whose books and journal this one shares */
  constructor(before?: LiveCall) {
    this.books = before?.books ?? new FakeBooks();
    this.journal = before?.journal ?? new FakeJournal();
    this.callers = before?.callers ?? new FakeCallers();
    this.registry = new CallRegistry({
      system: this.system,
      log: this.log,
      telephony: this.line,
      payments: this.books,
      attempts: this.books,
      gateway: this.circuit.around(this.gateway),
      circuit: this.circuit,
      queue: this.queue,
      spool: this.spool,
      journal: this.journal,
      journalSpool: this.journalSpool,
      merchants: this.merchants,
      vault: { open: (callId) => this.#watched(this.#vault.open(callId)) },
      cardHasher: createCardHasher(Buffer.alloc(32, 7)),
      limits: this.limits,
      callers: this.callers,
      slots: this.slots,
      pinHabits: this.pinHabits,
      identity: this.register,
      rateCounters: this.rateCounters,
      checksPerPayerDay: 6,
      receipts: this.receipts,
      recordings: NO_RECORDINGS,
      callsPerCallerHour: 20,
      otpCaps: OTP_CAPS,
      isNameSpoken: async () => this.nameSpoken,
      owner: 'process-1',
      watch: (entry) => this.watch(entry),
    });
    this.registry.listen();
    void this.queue.work((result) => finaliseResult({ ...this, payments: this.books }, result));
  }

  get stage(): string | undefined {
    return this.seen.at(-1)?.stage;
  }

  get events(): readonly string[] {
    return this.seen.map(({ event }) => event.type);
  }

  /** The sentences that the caller heard begin, in order. */
  get said(): readonly string[] {
    return this.line.asked.flatMap((asked) => (asked.startsWith('play ') ? asked.split(' ').slice(2) : []));
  }

  /** Listens until nothing more is said. */
  async listen(prompts = 1): Promise<void> {
    for (let heard = 0; heard < prompts; heard += 1) {
      this.line.hearOut();
      await settle();
    }
  }

  async keys(keys: string): Promise<void> {
    this.line.key(keys);
    await settle();
  }

  /** Keys a PIN once its SMS may have been read; keys that come sooner are thrown away. */
  async keyPin(keys = `${PIN}#`): Promise<void> {
    await this.system.advance(1_000);
    await this.keys(keys);
  }

  async toGreeting(): Promise<this> {
    this.line.ring();
    await this.system.advance(400);
    return this;
  }

  async toCard(): Promise<this> {
    await this.toGreeting();
    await this.listen(2);
    return this;
  }

  async toPin(): Promise<this> {
    await this.toCard();
    await this.keys(PAN);
    // Sooner than this nobody has read the bank's SMS, and a key is thrown away.
    await this.system.advance(1_000);
    return this;
  }

  async toPay(): Promise<this> {
    await this.toPin();
    await this.keys(`${PIN}#`);
    return this;
  }

  #watched(vault: CallVault): CallVault {
    this.vault = vault;
    return {
      ...vault,
      secret: (ref) => {
        const secret = vault.secret(ref);
        this.lent.push(secret);
        return secret;
      },
    };
  }
}
