import type { CallLimits } from '../../domain/merchant/line.ts';
import { isBillable } from '../../domain/payment/amount.ts';
import { PIN_LIFE_LEFT_MS } from '../../domain/payment/attempt.ts';
import type { Bill } from '../../domain/payment/bill.ts';
import { isCardNumber, type MaskedCard, maskOf } from '../../domain/payment/card.ts';
import type { OtpOutcome } from '../../domain/payment/outcome.ts';
import { type FreezePorts, freezeAttempt } from '../freeze-attempt.ts';
import type { GatewayCircuit } from '../gateway-circuit.ts';
import type { FoundLine, MerchantStore, NewAttempt, OtpCaps, OtpReply, PanelStore } from '../ports.ts';
import { type RequestOtpPorts, requestOtp } from '../request-otp.ts';
import { findPanelBill } from './find-panel-bill.ts';
import type { PanelOtp, PanelOtpRequest, PanelRefusal, PanelRefused } from './panel-payments.ts';

export interface PanelOtpPorts extends FreezePorts, RequestOtpPorts {
  readonly merchants: Pick<MerchantStore, 'findLine'>;
  readonly panelStore: PanelStore;
  readonly circuit: Pick<GatewayCircuit, 'admits'>;
  readonly limits: Pick<CallLimits, 'pinLifeMs'>;
  readonly otpCaps: OtpCaps;
}

interface Prepared {
  readonly attempt: NewAttempt;
  readonly expiresAt: number;
}

/** Freezes an attempt of a panel, commits it, and has the bank text a PIN (payment.md, "Words"). */
export async function requestPanelOtp(
  ports: PanelOtpPorts,
  request: PanelOtpRequest,
): Promise<PanelOtp | PanelRefused> {
  const card = request.pan.expose((digits) => (isCardNumber(digits) ? maskOf(digits) : null));
  if (card === null) return { refused: 'cardMalformed' };
  if (!isBillable(request.amount)) return { refused: 'amountStep' };
  const prepared = await prepare(ports, request, card);
  if (typeof prepared === 'string') return { refused: prepared };

  const { attemptId } = prepared.attempt;
  const reply = await requestOtp(ports, prepared.attempt, request.pan);
  const pin = PIN[reply.outcome.type];
  if (pin !== 'sent' && pin !== 'maybe') return { refused: pin };
  if (!(await keepInvoiceId(ports, attemptId, reply))) return { refused: 'storeDown' };
  return { attemptId, expiresAt: prepared.expiresAt, card, pin };
}

/** What the bank's answer means to a panel. */
const PIN: Readonly<Record<OtpOutcome['type'], PanelOtp['pin'] | PanelRefusal>> = {
  accepted: 'sent',
  unknown: 'maybe',
  refused: 'otpRefused',
  priceMismatch: 'priceMismatch',
  notConnected: 'gatewayDown',
};

/** All that comes before the bank is asked. A store that fails has committed nothing that could be paid. */
async function prepare(
  ports: PanelOtpPorts,
  request: PanelOtpRequest,
  card: MaskedCard,
): Promise<Prepared | PanelRefusal> {
  const { merchantId } = request;
  try {
    const line = await ports.merchants.findLine(request.line);
    if (line?.merchantId !== merchantId) return 'noLine';
    const bill = await findPanelBill(ports, request, line.number);
    if (typeof bill === 'string') return bill;
    // The last thing, since it may be the one try of a gateway that is down.
    if (!ports.circuit.admits()) return 'gatewayDown';
    return await commit(ports, request, { card, line, bill });
  } catch (error) {
    ports.log.error({ error, merchantId }, 'an attempt of a panel could not be committed');
    return 'storeDown';
  }
}

async function commit(
  ports: PanelOtpPorts,
  { merchantId, keyId, pan }: PanelOtpRequest,
  { card, line, bill }: { card: MaskedCard; line: FoundLine; bill: Bill },
): Promise<Prepared | PanelRefusal> {
  const { pinLifeMs } = ports.limits;
  const attempt = freezeAttempt(ports, {
    billId: bill.billId,
    amount: bill.amount,
    line: line.number,
    sequence: line.sequence,
    channel: 'panel',
    callId: null,
    apiKeyId: keyId,
    mobile: null,
    card,
    pan,
    pinLifeMs,
  });
  const prepared = await ports.payments.prepare(attempt, ports.otpCaps);
  if (prepared !== 'prepared') return prepared;
  const kept = await ports.panelStore.attemptToPay(merchantId, attempt.attemptId);
  if (kept === null) throw new Error(`attempt ${attempt.attemptId} was prepared and is not there`);
  return { attempt, expiresAt: kept.preparedAt + pinLifeMs - PIN_LIFE_LEFT_MS };
}

/** An attempt whose order the gateway has under a name that was not kept cannot be paid: false, and set aside. */
async function keepInvoiceId(
  { panelStore, payments, log }: PanelOtpPorts,
  attemptId: string,
  { invoiceId }: OtpReply,
): Promise<boolean> {
  if (invoiceId === null) return true;
  try {
    if (await panelStore.keepGatewayInvoice(attemptId, invoiceId)) return true;
    log.error({ attemptId }, 'the gateway’s id of an order came too late to be kept');
  } catch (error) {
    log.error({ error, attemptId }, 'the gateway’s id of an order could not be kept');
  }
  await payments.setAside(attemptId, 'notConfirmed').catch((error: unknown) => {
    log.error({ error, attemptId }, 'an attempt could not be set aside');
  });
  return false;
}
