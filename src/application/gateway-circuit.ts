import {
  admit,
  afterFailure,
  afterSuccess,
  type Circuit,
  type CircuitLimits,
  CLOSED,
  signOf,
} from '../domain/payment/circuit.ts';
import { Fault } from './fault.ts';
import type { Gateway, Log, System } from './ports.ts';

export type CircuitNews = 'opened' | 'closed';
type Reply = Awaited<ReturnType<Gateway['requestOtp'] | Gateway['pay']>>;

/** What this process believes of the gateway: fed by every answer, asked before a caller keys a card. */
export class GatewayCircuit {
  readonly #system: System;
  readonly #log: Log;
  readonly #limits: CircuitLimits;
  readonly #listeners: ((news: CircuitNews) => void)[] = [];
  #circuit: Circuit = CLOSED;

  constructor(system: System, log: Log, limits: CircuitLimits) {
    this.#system = system;
    this.#log = log;
    this.#limits = limits;
  }

  /** True while callers are told that no payment is possible, also while one of them tries. */
  get isOpen(): boolean {
    return this.#circuit.type !== 'closed';
  }

  /** Whether a caller who arrives may go on to a card; while the gateway is down one now and then may, to try it. */
  admits(): boolean {
    const { admitted, next } = admit(this.#circuit, this.#system.monotonicMs());
    this.#circuit = next;
    return admitted;
  }

  /** What `admits` would say of a caller who arrives now, of whom none does. */
  wouldAdmit(): boolean {
    return admit(this.#circuit, this.#system.monotonicMs()).admitted;
  }

  /** Tells of every opening and closing. */
  watch(listener: (news: CircuitNews) => void): void {
    this.#listeners.push(listener);
  }

  /** Resolves while the gateway is believed to work; rejects with `Fault` otherwise. For health. */
  async check(): Promise<void> {
    if (this.isOpen) throw new Fault('the gateway does not answer: callers are told before they key a card');
  }

  /** The same gateway, each answer of which is listened to. */
  around(gateway: Gateway): Gateway {
    return {
      requestOtp: async (request) => this.#heard(await gateway.requestOtp(request)),
      pay: async (request, mayStillSend) => this.#heard(await gateway.pay(request, mayStillSend)),
    };
  }

  #heard<R extends Reply>(reply: R): R {
    const before = this.#circuit.type;
    switch (signOf(reply.outcome)) {
      case 'works':
        this.#circuit = afterSuccess();
        break;
      case 'fails':
        this.#circuit = afterFailure(this.#circuit, this.#system.monotonicMs(), this.#limits);
        break;
      case 'nothing':
        return reply;
    }
    const { type } = this.#circuit;
    if (type !== before && type !== 'trying') this.#tell(type === 'open' ? 'opened' : 'closed');
    return reply;
  }

  #tell(news: CircuitNews): void {
    if (news === 'opened')
      this.#log.error({}, 'the gateway is down: callers are told before they key a card');
    else this.#log.info({}, 'the gateway answers again');
    for (const listener of this.#listeners) listener(news);
  }
}
