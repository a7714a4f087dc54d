import createManager from 'asterisk-manager';
import { type CallPlacer, LineFault } from '../../application/ports.ts';

/** How long connecting, logging in and one action may take together. */
const DEADLINE_MS = 5_000;
/** A call that Asterisk has not refused by then is ringing. */
const RINGS_AFTER_MS = 2_000;
/** How long it rings. */
const RING_MS = 45_000;

export interface AmiOptions {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

export interface Ami extends CallPlacer {
  /** Rejects with `LineFault` when the manager interface does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

type Manager = ReturnType<typeof createManager>;
type Action = Readonly<Record<string, string>>;

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
  const open = new Set<Manager>();

  /** Sends one action and resolves once it is answered. */
  const act = (action: Action, deadlineMs: number) =>
    new Promise<void>((resolve, reject) => {
      const manager = createManager(undefined, host, username, password, false);
      const settle = (fault?: string) => {
        clearTimeout(timer);
        open.delete(manager);
        manager.disconnect();
        if (fault === undefined) resolve();
        else reject(new LineFault(fault));
      };
      const late = `${where} did not answer within ${deadlineMs / 1000} s.`;
      const timer = setTimeout(() => settle(late), deadlineMs);
      open.add(manager);
      manager.on('error', ({ message }) =>
        settle(`${where} does not answer: ${message}. Check AMI_HOST and AMI_PORT.`),
      );
      manager.on('close', () => settle(`${where} closed the connection.`));
      manager.connect(port, host, () => {
        manager.login((refused) => {
          if (refused !== undefined) settle(`${where} refuses the user "${username}": check AMI_PASSWORD.`);
          else manager.action(action, (no) => settle(no && refusal(action, no.message)));
        });
      });
    });

  const ping = () => act({ action: 'Ping' }, DEADLINE_MS);
  await ping();
  return {
    ping,
    async placeCall({ line, to }) {
      const placed = act(originate(line, to), RING_MS + DEADLINE_MS);
      await Promise.race([placed, ringing()]);
      placed.catch(() => undefined);
    },
    async close() {
      for (const manager of open) manager.disconnect();
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

function refusal({ action }: Action, why = 'it gives no reason'): string {
  return `Asterisk refused ${action}: ${why}.`;
}

function ringing(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, RINGS_AFTER_MS));
}
