import type { Channel } from './channel.ts';

/** What the auditor sees of a row of the books, as it was written. */
export interface SeenRow {
  readonly attempt: {
    readonly attemptId: string;
    readonly billId: string;
    readonly callId: string | null;
    readonly orderId: string;
    readonly amount: number;
    readonly line: string;
    readonly mobile: string | null;
  };
  readonly state: string;
  readonly refId: string | null;
  readonly surplus: boolean;
  readonly doubt: { readonly owner: string; readonly dueAt: number } | null;
}

/** One COMMIT that moved a row. */
export interface Move {
  readonly row: SeenRow;
  readonly state: string;
  readonly atMs: number;
}

/** One call on the line, with the number of its caller. */
export type SeenChannel = { readonly call: number } & Pick<
  Channel,
  'did' | 'callerNumber' | 'rangMs' | 'callIds' | 'facts'
>;

/** The rules of the conversation (call.md), beside the numbered ones of the money. */
export type TalkRule =
  | 'end'
  | 'silence'
  | 'cutOff'
  | 'pin'
  | 'words'
  | 'pending'
  | 'operator'
  | 'places'
  | 'payer';

/** How a rule says what it found. */
export type Say = (rule: TalkRule, what: string) => void;

/** The state of a row at a time; null before it was born. Moves are in their order. */
export function stateAt(moves: readonly Move[], atMs: number): string | null {
  return moves.findLast((move) => move.atMs <= atMs)?.state ?? null;
}

/** The soft limit of 13 minutes waits for keys, and for 20 minutes more at most: then nobody may key any longer. */
export const LONGEST_KEYING_MS = 780_000 + 1_200_000;

/** Our application needs so long to find its feet again. */
export const RECOVERY_MS = 5_000;

/** Times in which our application could not look after a call. One that died did so until another took the call up. */
export function disturbancesOf({
  facts,
}: Pick<Channel, 'facts'>): readonly { fromMs: number; toMs: number }[] {
  return facts.flatMap((fact, index) => {
    if (fact.type === 'takenUp') return [{ fromMs: fact.atMs, toMs: fact.atMs + RECOVERY_MS }];
    if (fact.type !== 'disturbed') return [];
    const takenUp = facts.slice(index).find(({ type }) => type === 'takenUp')?.atMs;
    const toMs = fact.untilMs === Number.POSITIVE_INFINITY ? (takenUp ?? fact.untilMs) : fact.untilMs;
    return [{ fromMs: fact.atMs, toMs: toMs + RECOVERY_MS }];
  });
}
