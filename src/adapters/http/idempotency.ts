import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type {
  CardHasher,
  IdempotencyState,
  IdempotencyStore,
  IdempotentRequest,
  KeptAnswer,
  Log,
} from '../../application/ports.ts';
import { holdsCard } from '../../domain/payment/card.ts';
import { ApiProblem } from './problems.ts';
import type { ErasedInput } from './route.ts';

export interface IdempotencyPorts {
  readonly store: IdempotencyStore;
  /** This process, as the books name it. */
  readonly owner: string;
  readonly log: Log;
  readonly monotonicMs: () => number;
}

/** One request under its key, and what is to be done for it. */
export interface IdempotentWork {
  readonly request: IdempotentRequest;
  readonly hash: string;
  /** What it works on, where the request itself names that. */
  readonly resourceId: string | null;
  /** Runs it for the first time. Never rejects: what goes wrong is an answer too. */
  first(): Promise<KeptAnswer>;
  /** Answers for one whose process is gone; null when nothing is known of it. */
  recover(resourceId: string): Promise<KeptAnswer | null>;
}

/** How often another process is looked at for its answer. */
const LOOK_MS = 150;
/** How long: what the bank takes at most, and some more. */
const WAIT_MS = 60_000;

/**
 * Runs a request once for each key (Stripe's and the draft's Idempotency-Key): repetitions get the first answer, also
 * while it is still being made, and also from another process.
 */
export class Idempotency {
  readonly #ports: IdempotencyPorts;
  /** The requests of this process that run or wait: for each key and hash one that asks the store. */
  readonly #running = new Map<string, Promise<KeptAnswer>>();

  constructor(ports: IdempotencyPorts) {
    this.#ports = ports;
  }

  /** @throws ApiProblem 409 for a key with another body, or one whose first request came to no known end */
  async run(work: IdempotentWork): Promise<KeptAnswer> {
    const name = JSON.stringify([work.request, work.hash]);
    const running = this.#running.get(name);
    if (running !== undefined) return replayed(await running);
    const leading = this.#lead(work).finally(() => this.#running.delete(name));
    this.#running.set(name, leading);
    return leading;
  }

  /** Notes what a running request works on, as soon as it is known. */
  async note(request: IdempotentRequest, resourceId: string): Promise<void> {
    const { store, log } = this.#ports;
    // It matters only if this process dies: a request that goes well does not fail for it.
    await store.note(request, resourceId).catch((error: unknown) => {
      log.warn({ error, resourceId }, 'what a request works on was not noted');
    });
  }

  async #lead(work: IdempotentWork): Promise<KeptAnswer> {
    const { owner, monotonicMs } = this.#ports;
    const until = monotonicMs() + WAIT_MS;
    for (;;) {
      const state = await this.#begin(work);
      if (state.type === 'begun') return this.#first(work);
      if (state.type === 'differs') throw new ApiProblem('idempotency_key_reused');
      if (state.type === 'answered') return replayed(state.answer);
      // Nobody else in this process runs it: of ours it can only be one whose answer could not be kept.
      const isLeft = state.type === 'left' || state.owner === owner || monotonicMs() > until;
      if (isLeft) return recovered(work, state.resourceId);
      await pause(LOOK_MS);
    }
  }

  async #begin({ request, hash, resourceId }: IdempotentWork): Promise<IdempotencyState> {
    const { store, owner, log } = this.#ports;
    try {
      return await store.begin(request, { hash, owner, resourceId });
    } catch (error) {
      log.error({ error }, 'a request with an Idempotency-Key could not be noted');
      throw new ApiProblem('store_down');
    }
  }

  async #first({ request, resourceId, first }: IdempotentWork): Promise<KeptAnswer> {
    const { store, log } = this.#ports;
    const answer = await first();
    try {
      if (isFinal(answer, resourceId)) await store.answer(request, answer);
      else await store.forget(request);
    } catch (error) {
      log.error({ error }, 'an answer was given and could not be kept for its Idempotency-Key');
    }
    return answer;
  }
}

/**
 * Another try may end otherwise: such an answer is no end. But what a request names is used up by a refusal, also by
 * one for too much: the same request again would be told something else of it.
 */
function isFinal({ status }: KeptAnswer, resourceId: string | null): boolean {
  return status < 500 && (status !== 429 || resourceId !== null);
}

async function recovered(work: IdempotentWork, resourceId: string | null): Promise<KeptAnswer> {
  const answer = resourceId === null ? null : await work.recover(resourceId);
  if (answer === null) throw new ApiProblem('idempotency_unfinished');
  return replayed(answer);
}

function replayed(answer: KeptAnswer): KeptAnswer {
  return { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } };
}

/** @throws ApiProblem 400 for a header that is no key; null when there is none */
export function readIdempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  // It is kept as it is: a card that stands there by mistake must not be.
  if (!/^[!-~]{1,255}$/.test(header) || holdsCard(header)) throw new ApiProblem('idempotency_key_invalid');
  return header;
}

/**
 * What a request is known by: its parts as they were read, with the card's keyed hash in the place of the card. No
 * other secret has a part in it, the PIN least of all (payment.md, "Cards").
 */
export function hashOfRequest({ params, query, body, secrets }: ErasedInput, hasher: CardHasher): string {
  const card = secrets.pan === undefined ? null : hasher.hash(secrets.pan);
  const text = JSON.stringify(inOrder([params, query, body, card]));
  return createHash('sha256').update(text).digest('hex');
}

/** Names in one order at every depth: that in which they were sent means nothing. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return entries.map(([name, of]) => [name, inOrder(of)]);
}
