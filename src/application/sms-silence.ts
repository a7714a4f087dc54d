import type { Checkable, SmsSender, SmsSent, System } from './ports.ts';

/** How long a silent service is left alone between two looks at it, in milliseconds. */
const LOOK_MS = 10_000;

/**
 * Knows whether the SMS service answers. A message without an answer may have been sent, so that it is tried no more
 * than twice; a service that is silent for an hour must not cost every message of that hour its tries. From the first
 * message without an answer on none is given to it until a look at it, which sends nothing, is answered; and then one
 * at a time until one of them is.
 */
export class SmsSilence {
  /** The service, watched. */
  readonly sms: SmsSender;
  readonly #service: Checkable;
  readonly #system: Pick<System, 'monotonicMs'>;
  #state: 'answers' | 'isTried' | 'silent' = 'answers';
  #lookedAt = 0;
  #underWay = 0;

  constructor(service: SmsSender & Checkable, system: Pick<System, 'monotonicMs'>) {
    this.#service = service;
    this.#system = system;
    this.sms = {
      deliveries: (messageIds) => service.deliveries(messageIds),
      send: (message) => {
        this.#underWay += 1;
        return service
          .send(message)
          .then((sent) => this.#hear(sent))
          .finally(() => {
            this.#underWay -= 1;
          });
      },
    };
  }

  /** True while nothing may be given to it. */
  get isSilent(): boolean {
    return this.#state === 'silent';
  }

  /** How many messages may be given to it now, `most` when it answers. Looks at it when it is time. Never rejects. */
  async room(most: number): Promise<number> {
    if (this.#state === 'answers') return most;
    if (this.#state === 'isTried') return this.#underWay === 0 ? 1 : 0;
    if (this.#system.monotonicMs() - this.#lookedAt < LOOK_MS) return 0;
    const { ok } = await this.#service.check();
    this.#lookedAt = this.#system.monotonicMs();
    if (!ok) return 0;
    this.#state = 'isTried';
    return 1;
  }

  #hear(sent: SmsSent): SmsSent {
    this.#state = sent.type === 'unknown' ? 'silent' : 'answers';
    this.#lookedAt = this.#system.monotonicMs();
    return sent;
  }
}
