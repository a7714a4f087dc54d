import createManager from 'asterisk-manager';
import { type CallPlacer, LineFault, type PayerRinger, type RingOutcome } from '../../application/ports.ts';
import { nationalMobile } from '../../domain/merchant/mobile.ts';

/** How long connecting, logging in and one action may take together. */
const DEADLINE_MS = 5_000;
/** A call that Asterisk has not refused by then is ringing. */
const RINGS_AFTER_MS = 2_000;
/** How long it rings. */
const RING_MS = 45_000;
/** How long after the end the hang-up of the channel may be told. */
const HANG_UP_MS = 1_000;
/** How long the dialplan may take to be told that somebody has answered, and we of it. */
const TELL_MS = 10_000;

export interface AmiOptions {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

export interface Ami extends CallPlacer, PayerRinger {
  /** Rejects with `LineFault` when the manager interface does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

type Manager = ReturnType<typeof createManager>;
type Action = Readonly<Record<string, string>>;

/** One action on a connection of its own. */
interface Acting {
  readonly manager: Manager;
  /** Resolves once the action is answered; rejects with `LineFault`. */
  readonly answered: Promise<void>;
  /** Resolves when the connection is there no more. */
  readonly closed: Promise<void>;
  end(): void;
}

/**
 * Asterisk's manager interface through asterisk-manager, with its traps closed (asterisk.md): every action
 * has a connection of its own and a deadline, so that none waits unseen for a connection that is gone; line
 * breaks, which would add actions, are refused; and what goes wrong is told. Rejects with `LineFault` when
 * Asterisk does not answer or refuses the password.
 */
export async function connectAmi(options: AmiOptions): Promise<Ami> {
  const { host, port, username, password } = options;
  const where = `Asterisk's manager interface at ${host}:${port}`;
  if (/[\r\n]/.test(username + password)) {
    throw new LineFault('AMI_USERNAME and AMI_PASSWORD may not hold line breaks.');
  }
  const open = new Set<Acting>();

  /** Sends one action; the connection is the caller's to end. */
  const begin = (action: Action, deadlineMs: number): Acting => {
    const manager = createManager(undefined, host, username, password, false);
    const closed = Promise.withResolvers<void>();
    const acting: Acting = {
      manager,
      closed: closed.promise,
      answered: new Promise((resolve, reject) => {
        const settle = (fault?: string) => {
          clearTimeout(timer);
          if (fault === undefined) resolve();
          else reject(new LineFault(fault));
        };
        const late = `${where} did not answer within ${deadlineMs / 1000} s.`;
        const timer = setTimeout(() => settle(late), deadlineMs);
        manager.on('error', ({ message }) =>
          settle(`${where} does not answer: ${message}. Check AMI_HOST and AMI_PORT.`),
        );
        manager.on('close', () => {
          closed.resolve();
          settle(`${where} closed the connection.`);
        });
        manager.connect(port, host, () => {
          manager.login((refused) => {
            if (refused !== undefined) settle(`${where} refuses the user "${username}": check AMI_PASSWORD.`);
            else manager.action({ ...action }, (no) => settle(no && refusal(action, no.message)));
          });
        });
      }),
      end() {
        open.delete(acting);
        closed.resolve();
        manager.disconnect();
      },
    };
    open.add(acting);
    return acting;
  };

  const act = async (action: Action, deadlineMs: number) => {
    const acting = begin(action, deadlineMs);
    await acting.answered.finally(acting.end);
  };

  const ping = () => act({ action: 'Ping' }, DEADLINE_MS);
  await ping();
  return {
    ping,
    async placeCall({ line, to }) {
      const placed = act(originate(line, to), RING_MS + DEADLINE_MS);
      await Promise.race([placed, ringing()]);
      placed.catch(() => undefined);
    },
    async ring(request) {
      const acting = begin(originateBack(request), DEADLINE_MS);
      const ended = endOf(acting, request.callRequestId).finally(acting.end);
      await acting.answered.catch((error: unknown) => {
        acting.end();
        throw error;
      });
      return { ended };
    },
    async close() {
      for (const acting of open) acting.end();
    },
  };
}

/** Rings a number over the trunk, or an endpoint; whoever answers enters the dialplan as a caller does. */
function originate(line: string, to: string): Action {
  const channel = /^\+?\d+$/.test(to) ? `PJSIP/${to}@trunk` : to;
  if (!/^PJSIP\/[\w.+@-]+$/.test(channel)) {
    throw new LineFault(`"${to}" cannot be rung: give a number, or an endpoint such as PJSIP/alice.`);
  }
  if (!/^\+?\d+$/.test(line)) throw new LineFault(`"${line}" is not a line: give its number.`);
  return {
    action: 'Originate',
    channel,
    context: 'from-trunk',
    exten: line,
    priority: '1',
    timeout: String(RING_MS),
    callerid: /\d+/.exec(to)?.[0] ?? '',
  };
}

type BackRequest = Parameters<PayerRinger['ring']>[0];

/**
 * Rings a payer, who sees the line's number. Whoever answers enters [call-back] of the dialplan, which takes the payer
 * and the invoice from these variables. What does not have its form is refused: a line break would add an action.
 */
function originateBack({ callRequestId, line, mobile, invoice }: BackRequest): Action {
  const wellFormed =
    /^ring_\w{1,64}$/.test(callRequestId) &&
    /^\+?\d{1,20}$/.test(line) &&
    /^\+989\d{9}$/.test(mobile) &&
    /^\d{6,11}$/.test(invoice);
  if (!wellFormed) throw new LineFault('A payer, a line or an invoice is not as it must be: nobody is rung.');
  return {
    action: 'Originate',
    actionid: callRequestId,
    channelid: callRequestId,
    channel: `PJSIP/${nationalMobile(mobile)}@trunk`,
    context: 'call-back',
    exten: line,
    priority: '1',
    timeout: String(RING_MS),
    callerid: line,
    variable: `ZANG_PAYER=${mobile},ZANG_INVOICE=${invoice}`,
    async: 'true',
  };
}

/**
 * How a telephone that rings ends, by the event that Asterisk tells then; null when it is not learned. Why nobody
 * answered is in the hang-up of the channel, which is told about the same time.
 */
function endOf({ manager, closed }: Acting, callRequestId: string): Promise<RingOutcome | null> {
  const end = Promise.withResolvers<RingOutcome | null>();
  const hungUp = Promise.withResolvers<string>();
  const timer = setTimeout(() => end.resolve(null), RING_MS + TELL_MS);
  manager.on('hangup', ({ uniqueid, cause = '' }) => {
    if (uniqueid === callRequestId) hungUp.resolve(cause);
  });
  manager.on('originateresponse', ({ actionid, reason }) => {
    if (actionid !== callRequestId) return;
    const outcome = REASONS[reason ?? ''];
    if (outcome !== undefined) return end.resolve(outcome);
    // A channel that was never made is never hung up.
    setTimeout(() => hungUp.resolve(''), HANG_UP_MS);
    void hungUp.promise.then((cause) => end.resolve(CAUSES[cause] ?? 'failed'));
  });
  void closed.then(() => end.resolve(null));
  return end.promise.finally(() => clearTimeout(timer));
}

/** The `Reason` of OriginateResponse: a control frame's number in Asterisk (include/asterisk/frame.h). */
const REASONS: Readonly<Record<string, RingOutcome>> = {
  /** AST_CONTROL_RINGING: it rang to the end. */
  '3': 'noAnswer',
  /** AST_CONTROL_ANSWER */
  '4': 'answered',
  /** AST_CONTROL_BUSY */
  '5': 'busy',
};

/** The causes of a hang-up (ITU-T Q.850) that say that the telephone was reached. */
const CAUSES: Readonly<Record<string, RingOutcome>> = {
  '16': 'noAnswer',
  '17': 'busy',
  '18': 'noAnswer',
  '19': 'noAnswer',
  '21': 'noAnswer',
};

function refusal({ action }: Action, why = 'it gives no reason'): string {
  return `Asterisk refused ${action}: ${why}.`;
}

function ringing(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, RINGS_AFTER_MS));
}
