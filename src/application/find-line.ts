import { type CallerRecord, type EventOf, UNKNOWN_CALLER } from '../domain/call/event.ts';
import { isOpenAt } from '../domain/merchant/hours.ts';
import { type CallLimits, LANGUAGES, type Language, type LinePolicy } from '../domain/merchant/line.ts';
import { readMobile } from '../domain/merchant/mobile.ts';
import type { GatewayCircuit } from './gateway-circuit.ts';
import type { CallerMemory, FoundLine, LineSlots, Log, MerchantStore, System } from './ports.ts';
import { within } from './waiting.ts';

export interface FindLinePorts {
  readonly merchants: MerchantStore;
  readonly callers: CallerMemory;
  readonly slots: LineSlots;
  readonly circuit: Pick<GatewayCircuit, 'admits'>;
  readonly limits: CallLimits;
  /** More calls than these in an hour from one number are not answered. */
  readonly callsPerCallerHour: number;
  /** Whether the sounds have a clip with this merchant's name. */
  readonly isNameSpoken: (merchantId: string, language: Language) => Promise<boolean>;
  readonly system: System;
  readonly log: Log;
  /** Names this process in the books. */
  readonly owner: string;
}

/** A call that has just arrived. */
interface Arrived {
  readonly callId: string;
  readonly did: string;
  /** As presented; null when there is none. */
  readonly caller: string | null;
}

type Loaded = EventOf<'LinePolicyLoaded'>['line'];

/** The caller hears the line ring meanwhile (call.md, "Answering"). */
const WAIT_MS = 2_000;

/**
 * Loads the policy of the line that was dialled, and what is known of its caller. A line that is not ours, or a
 * store that is away, is down; one whose gateway is down is answered, and told so.
 */
export async function findLine(ports: FindLinePorts, arrived: Arrived): Promise<EventOf<'LinePolicyLoaded'>> {
  const { did, callId } = arrived;
  const loading = load(ports, arrived);
  try {
    return { type: 'LinePolicyLoaded', line: await within(ports.system, WAIT_MS, loading) };
  } catch (error) {
    ports.log.error({ error, did }, 'a line could not be looked up');
    void giveBack(ports, loading, callId);
    return { type: 'LinePolicyLoaded', line: { status: 'down' } };
  }
}

/** A place that is taken after its call was turned away would be held by nobody for ever. */
async function giveBack(
  { slots, log, owner }: FindLinePorts,
  loading: Promise<Loaded>,
  callId: string,
): Promise<void> {
  const late = await loading.catch(() => null);
  // One that failed in time is given free with the end of its call.
  if (late === null) return;
  await slots.release(callId, owner).catch((error: unknown) => {
    log.warn({ error, callId }, 'a place that was taken too late could not be given free');
  });
}

async function load(ports: FindLinePorts, arrived: Arrived): Promise<Loaded> {
  const line = await ports.merchants.findLine(arrived.did);
  if (line === null) {
    ports.log.warn(
      { did: arrived.did },
      'a number was dialled that is no line of ours; see: zangpay merchants',
    );
    return { status: 'down' };
  }
  const { callsLastHour, ...caller } = await recall(ports, line, arrived.caller);
  if (isBlocked(line, arrived.caller) || callsLastHour > ports.callsPerCallerHour)
    return { status: 'blocked' };
  const policy = await policyOf(ports, line);
  const isOpen = line.hours === null || isOpenAt(line.hours, ports.system.now());
  if (!isOpen) return { status: 'closed', policy, caller };
  if (!(await takeSlot(ports, line, arrived.callId))) return { status: 'full' };
  return { status: ports.circuit.admits() ? 'open' : 'gatewayDown', policy, caller };
}

async function recall(
  { callers }: FindLinePorts,
  { merchantId, number: line }: FoundLine,
  caller: string | null,
): Promise<CallerRecord & { readonly callsLastHour: number }> {
  if (caller === null) return { ...UNKNOWN_CALLER, callsLastHour: 0 };
  return callers.recall({ merchantId, line, number: caller, mobile: readMobile(caller) });
}

function isBlocked({ blockedCallers }: FoundLine, caller: string | null): boolean {
  return caller !== null && blockedCallers.includes(readMobile(caller) ?? caller);
}

async function takeSlot({ slots, owner }: FindLinePorts, line: FoundLine, callId: string): Promise<boolean> {
  if (line.maxCalls === null) return true;
  return slots.take({ line: line.number, callId, owner, most: line.maxCalls });
}

async function policyOf({ limits, isNameSpoken }: FindLinePorts, line: FoundLine): Promise<LinePolicy> {
  const { merchantId, merchantName, number, sequence, languages, bill, confirmCard, verify, operator } = line;
  const spoken = await Promise.all(LANGUAGES.map((language) => isNameSpoken(merchantId, language)));
  return {
    merchantId,
    merchantName: merchantName[languages[0]],
    nameSpokenIn: LANGUAGES.filter((_, index) => spoken[index]),
    line: number,
    ...{ sequence, languages, bill, confirmCard, operator, limits },
    ...(verify === null ? {} : { verify }),
  };
}
