import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type {
  CallRequestStatus,
  ConsentStatus,
  GatewayTrace,
  KeptAnswer,
  KeyMode,
  ReceiptState,
  Scope,
  SmsDelivery,
  WebhookData,
} from '../../application/ports.ts';
import type { CallCommand } from '../../domain/call/command.ts';
import type { CallEvent, RecordedBy } from '../../domain/call/event.ts';
import type { PayerCheck } from '../../domain/identity/payer-check.ts';
import type { OpeningHours } from '../../domain/merchant/hours.ts';
import type { BillSource, Language, LineLanguages } from '../../domain/merchant/line.ts';
import type { AttemptState, NotSentReason, PaymentChannel } from '../../domain/payment/attempt.ts';
import type { EvidenceSource, Verdict } from '../../domain/payment/finding.ts';
import type { ReceiptKind } from '../../domain/receipt/receipt.ts';
import type { WebhookType } from '../../domain/webhook/event.ts';

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
    webhookSecretVersion: Generated<number>;
    webhookPreviousUntil: Date | null;
    receipts: boolean;
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
    verify: JsonOrNull<PayerCheck>;
    /** Null: as the merchant wants it. */
    receipts: boolean | null;
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
    expiry: 'expired' | 'settled' | null;
  };
  invoices: {
    invoiceId: string;
    billId: string;
    merchantId: string;
    code: string;
    description: string | null;
    mobile: string | null;
    orderId: string | null;
    origin: string | null;
    createdAt: Generated<Date>;
  };
  callRequests: {
    callRequestId: string;
    merchantId: string;
    invoiceId: string;
    line: string;
    mobile: string;
    status: Generated<CallRequestStatus>;
    requestedAt: Generated<Date>;
    ringingAt: Date | null;
    settledAt: Date | null;
  };
  /** The merchants' own orders. */
  orders: { merchantId: string; orderId: string; billId: string; createdAt: Generated<Date> };
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
  webhookCounters: { merchantId: string; last: number };
  webhookEvents: WebhookEventTable;
  receipts: ReceiptTable;
  receiptOptOuts: { mobile: string; merchantId: string | null; since: Generated<Date> };
  apiKeys: ApiKeyTable;
  idempotency: {
    merchantId: string;
    mode: KeyMode;
    route: string;
    idempotencyKey: string;
    requestHash: string;
    owner: string;
    resourceId: string | null;
    /** Null while the request runs. */
    answer: JsonOrNull<KeptAnswer>;
    createdAt: Generated<Date>;
  };
  bankConsents: BankConsentTable;
  rateCounters: { name: string; endsAt: Date; hits: number };
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

export interface BankConsentTable {
  consentId: string;
  provider: string;
  account: string | null;
  status: Generated<Exclude<ConsentStatus, 'expired'>>;
  state: string;
  askedAt: Generated<Date>;
  linkEndsAt: Date;
  settledAt: Date | null;
  revokedAt: Date | null;
  /** Sealed. */
  tokens: string | null;
  renewedAt: Date | null;
  renewAt: Date | null;
}

export interface ApiKeyTable {
  keyId: string;
  merchantId: string;
  mode: KeyMode;
  prefix: string;
  hash: string;
  scopes: Json<readonly Scope[]>;
  ips: Json<readonly string[]>;
  createdAt: Generated<Date>;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
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
  /** Null until a panel's payer is named, at the dispatch. */
  mobile: string | null;
  /** The key of the merchant by which a panel asked; null of a call. */
  apiKeyId: string | null;
  /** The gateway's own id of the order, where its reply to `otp-v2` names one. */
  gatewayInvoiceId: string | null;
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

/** Written by triggers only (migration 012). */
export interface WebhookEventTable {
  eventId: string;
  merchantId: string;
  seq: number;
  type: WebhookType;
  attemptId: string | null;
  invoiceId: string | null;
  callId: string | null;
  data: Json<WebhookData>;
  createdAt: Generated<Date>;
  nextAttemptAt: Generated<Date>;
  giveUpAt: Generated<Date>;
  tries: Generated<number>;
  deliveredAt: Date | null;
  parkedAt: Date | null;
  lastError: string | null;
}

export interface ReceiptTable {
  receiptId: Generated<string>;
  localId: Generated<number>;
  attemptId: string;
  merchantId: string;
  kind: ReceiptKind;
  afterDoubt: boolean;
  language: Language;
  mobile: string;
  state: Generated<ReceiptState>;
  why: string | null;
  code: number | null;
  createdAt: Generated<Date>;
  nextTryAt: Generated<Date>;
  giveUpAt: Generated<Date>;
  tries: Generated<number>;
  unsure: Generated<number>;
  handedAt: Date | null;
  messageId: string | null;
  delivery: SmsDelivery | null;
  nextLookAt: Date | null;
  looks: Generated<number>;
}
