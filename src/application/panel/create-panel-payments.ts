import type { CallLimits } from '../../domain/merchant/line.ts';
import { inRounds } from '../rounds.ts';
import { atMost } from '../waiting.ts';
import type {
  PanelOtp,
  PanelOtpRequest,
  PanelPayments,
  PanelPayRequest,
  PanelRefused,
} from './panel-payments.ts';
import { standingOf } from './panel-standing.ts';
import { type PanelAnswer, type PanelPayPorts, payFromPanel } from './pay-from-panel.ts';
import { type PanelOtpPorts, requestPanelOtp } from './request-panel-otp.ts';

export type PanelPaymentsPorts = PanelOtpPorts &
  PanelPayPorts & { readonly limits: Pick<CallLimits, 'pinLifeMs' | 'callerDeadlineMs'> };

/** Payments from panels in a process that ends one day. */
export interface RunningPanelPayments extends PanelPayments {
  /** Begins no payment more: each is refused as `draining`. */
  drain(): void;
  /** Drains, and waits for those that are out and for their results to be recorded. */
  close(): Promise<void>;
}

/** How often the log says what is waited for. */
const TELL_MS = 10_000;

export function createPanelPayments(ports: PanelPaymentsPorts): RunningPanelPayments {
  const desk = new PanelDesk(ports);
  return {
    requestOtp: (request) => desk.requestOtp(request),
    pay: (request) => desk.pay(request),
    async standing(merchantId, attemptId) {
      const attempt = await ports.panelStore.attemptToPay(merchantId, attemptId);
      return attempt === null ? null : standingOf(attempt);
    },
    drain: () => desk.drain(),
    close: () => desk.close(),
  };
}

/** Keeps what is out, which outlives its requests. */
class PanelDesk {
  readonly #ports: PanelPaymentsPorts;
  readonly #out = new Set<Promise<unknown>>();
  #open = true;

  constructor(ports: PanelPaymentsPorts) {
    this.#ports = ports;
  }

  async requestOtp(request: PanelOtpRequest): Promise<PanelOtp | PanelRefused> {
    if (!this.#open) return { refused: 'draining' };
    return this.#keep(requestPanelOtp(this.#ports, request));
  }

  async pay(request: PanelPayRequest): Promise<PanelAnswer> {
    const { attemptId, pan, pin } = request;
    if (!this.#open) {
      pan.wipe();
      pin.wipe();
      return { refused: 'draining' };
    }
    const { system, limits, log } = this.#ports;
    const { promise: answered, resolve: answer } = Promise.withResolvers<PanelAnswer>();
    const work = payFromPanel(this.#ports, request, answer).catch((error: unknown) => {
      log.error({ error, attemptId }, 'a payment of a panel failed in an unforeseen way');
      answer({ status: 'unknown', attemptId });
    });
    void this.#keep(work);
    const told = await atMost(system, limits.callerDeadlineMs, answered);
    if (told !== 'late') return told;
    log.warn({ attemptId }, 'a panel is told that a result is not known yet');
    return { status: 'unknown', attemptId };
  }

  drain(): void {
    this.#open = false;
  }

  async close(): Promise<void> {
    this.drain();
    if (this.#out.size === 0) return;
    const { system, log } = this.#ports;
    const tell = async () => log.info({ payments: this.#out.size }, 'payments of panels are waited for');
    const endTelling = inRounds(system, TELL_MS, tell);
    await Promise.allSettled(this.#out).finally(endTelling);
  }

  #keep<T>(work: Promise<T>): Promise<T> {
    this.#out.add(work);
    const forget = () => void this.#out.delete(work);
    work.then(forget, forget);
    return work;
  }
}
