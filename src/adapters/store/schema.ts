import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { GatewayTrace } from '../../application/ports.ts';
import type { CallCommand } from '../../domain/call/command.ts';
import type { CallEvent, RecordedBy } from '../../domain/call/event.ts';
import type { OpeningHours } from '../../domain/merchant/hours.ts';
import type { BillSource, Language, LineLanguages } from '../../domain/merchant/line.ts';
import type { AttemptState, NotSentReason, PaymentChannel } from '../../domain/payment/attempt.ts';
import type { EvidenceSource, Verdict } from '../../domain/payment/finding.ts';

/** A JSON column: written as its text, read as its value. */
type Json<T> = ColumnType<T, string, string>;
type JsonOrNull<T> = ColumnType<T | null, string | null, string | null>;

/** The tables as the migrations make them, in camel case. Times are timestamptz, amounts bigint Rial. */
export interface Tables {
  merchants: {
    merchantId: string;
    nameFa: string;
    nameEn: string;
    webhookUrl: string | null;
    blockedCallers: Json<readonly string[]>;
    createdAt: Generated<Date>;
    updatedAt: Generated<Date>;
  };
  lines: {
    number: string;
    merchantId: string;
    sequence: string;
    languages: Json<LineLanguages>;
    bill: Json<BillSource>;
    confirmCard: boolean;
    operator: string | null;
    hours: JsonOrNull<OpeningHours>;
    maxCalls: number | null;
  };
  lineNumbers: { number: string; line: string };
  bills: {
    billId: string;
    merchantId: string;
    line: string | null;
    amount: number;
    createdAt: Generated<Date>;
    expiresAt: Date | null;
    cancelledAt: Date | null;
  };
  invoices: {
    invoiceId: string;
    billId: string;
    merchantId: string;
    code: string;
    description: string | null;
    mobile: string | null;
    createdAt: Generated<Date>;
  };
  cardHashes: {
    cardId: GeneratedAlways<number>;
    keyId: string;
    hash: string;
    blockedUntil: Date | null;
    lastUsedAt: Generated<Date>;
  };
  attempts: AttemptTable;
  evidence: {
    evidenceId: string;
    attemptId: string;
    outcome: Json<Verdict>;
    trace: Json<GatewayTrace>;
    source: EvidenceSource;
    who: string | null;
    recordedBy: RecordedBy;
    moved: boolean;
    learnedAt: Date;
    recordedAt: Generated<Date>;
  };
  processes: {
    owner: string;
    host: string;
    pid: number;
    startedAt: Generated<Date>;
    seenAt: Generated<Date>;
  };
  leases: { name: string; owner: string; expiresAt: Date };
  doubts: {
    attemptId: string;
    owner: Generated<string>;
    since: Generated<Date>;
    dueAt: Generated<Date>;
    alarmLevel: Generated<number>;
  };
  cardBudget: { attemptId: string; cardId: number; reservedAt: Generated<Date> };
  outbox: {
    outboxId: GeneratedAlways<number>;
    attemptId: string;
    evidenceId: string;
    state: AttemptState;
    createdAt: Generated<Date>;
    nextAttemptAt: Generated<Date>;
    tries: Generated<number>;
    deliveredAt: Date | null;
  };
  calls: {
    callId: string;
    channelId: string;
    line: string;
    caller: string | null;
    merchantId: string | null;
    startedAt: Date;
    endedAt: Date | null;
    owner: string | null;
  };
  callers: { merchantId: string; number: string; language: Language };
  told: { attemptId: string; toldAt: Generated<Date> };
  lineSlots: { callId: string; line: string; owner: string; takenAt: Generated<Date> };
  pinsSeen: {
    pinSeenId: GeneratedAlways<number>;
    first6: string;
    /** Null: no longer believed. */
    length: number | null;
    delayMs: number;
  };
  journal: {
    callId: string;
    seq: number;
    at: Date;
    flowVersion: number;
    event: Json<CallEvent>;
    stage: string;
    commands: Json<readonly CallCommand[]>;
  };
}

export interface AttemptTable {
  attemptId: string;
  billId: string;
  line: string;
  callId: string | null;
  orderId: string;
  amount: number;
  sequence: string;
  channel: PaymentChannel;
  mobile: string;
  cardFirst6: string;
  cardLast4: string;
  /** Null once the card's hash was purged. */
  cardId: number | null;
  state: AttemptState;
  notSentReason: NotSentReason | null;
  refId: string | null;
  code: number | null;
  surplus: Generated<boolean>;
  owner: string | null;
  preparedAt: Generated<Date>;
  expiresAt: Date;
  dispatchedAt: Date | null;
  settledAt: Date | null;
}
