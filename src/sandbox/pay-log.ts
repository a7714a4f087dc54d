import type { Response } from 'express';

/** One `pay` that arrived, and how its answer went out. Holds no card and no PIN. */
export interface ArrivedPay {
  readonly orderId: string;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  /** When the answer was sent whole, or the connection ended without one; null while neither has happened. */
  readonly endedAt: number | null;
  /** Whether an answer was handed to the network whole. It may still be lost on its way. */
  readonly delivered: boolean;
}

/** Which payments were asked for, in order, and which were answered: what an auditor needs beside the ledger. */
export class PayLog {
  readonly #pays: ArrivedPay[] = [];

  get pays(): readonly ArrivedPay[] {
    return this.#pays;
  }

  add(orderId: string, response: Response): void {
    const index = this.#pays.length;
    const asked: ArrivedPay = { orderId, askedAt: Date.now(), endedAt: null, delivered: false };
    this.#pays.push(asked);
    const end = () => {
      if (this.#pays[index]?.endedAt !== null) return;
      this.#pays[index] = { ...asked, endedAt: Date.now(), delivered: response.writableFinished };
    };
    response.once('finish', end);
    response.once('close', end);
  }
}
