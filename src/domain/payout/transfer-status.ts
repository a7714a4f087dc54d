import type { Language } from '../merchant/line.ts';

/** How far a transfer has come. Whatever is not known for certain to be final is `open`. */
export type TransferStanding = 'open' | 'done' | 'failed';

/** The status of a transfer in a report, as the bank spelled it and as it is understood. */
export interface TransferStatus {
  readonly raw: string;
  readonly standing: TransferStanding;
  /** What it means; null for a status that is in no table: it is shown as it came. */
  readonly meaning: Readonly<Record<Language, string>> | null;
}

type Row = Omit<TransferStatus, 'raw'>;

function row(standing: TransferStanding, en: string, fa: string): Row {
  return { standing, meaning: { fa, en } };
}

/** contracts.md 6.5, "achreport". */
const PAYA: Readonly<Record<string, Row>> = {
  WAIT_FOR_CUSTOMER_ACCEPT: row('open', 'waits for the customer', 'در انتظار تأیید مشتری'),
  WAIT_FOR_BRANCH_ACCEPT: row('open', 'waits for the branch', 'در انتظار تأیید شعبه'),
  BRANCH_REJECT: row('failed', 'rejected by the branch', 'رد شده از طرف شعبه'),
  READY_TO_TRANSFER: row('open', 'ready to be sent', 'آمادهٔ ارسال'),
  SUSPEND: row('open', 'on hold', 'معلق'),
  CANCEL: row('failed', 'cancelled', 'لغو شده'),
  PROCESSED: row('done', 'done', 'انجام شده'),
};

const REFUSED_BY_BRANCH = row('failed', 'refused by the branch', 'عدم تأیید شعبه');
const SETTLED = row('done', 'settled', 'تسویه شده');

/** contracts.md 6.5, "rtgsreport"; two of them are spelled in two ways. */
const SATNA: Readonly<Record<string, Row>> = {
  SABT_SHODE: row('open', 'registered', 'ثبت شده'),
  TAEED_SHOBE_SHODE: row('open', 'approved by the branch', 'تأیید شعبه شده'),
  ADAM_TAEED_SHODE: REFUSED_BY_BRANCH,
  ADAM_TAEED_SHOBE: REFUSED_BY_BRANCH,
  HAZF_SHODE: row('failed', 'deleted', 'حذف شده'),
  TAEED_SHOBE_SATNA: row('open', 'approved by the Satna branch', 'تأیید شعبهٔ ساتنا'),
  ADAM_TAEED_SHOBE_SATNA: row('failed', 'refused by the Satna branch', 'عدم تأیید شعبهٔ ساتنا'),
  ERSAL_SHODE: row('open', 'sent', 'ارسال شده'),
  TASFIYEH_SHODEH: SETTLED,
  TASFIYEH_SHODE: SETTLED,
  TASFIYEH_NASHODE: row('failed', 'not settled', 'تسویه نشده'),
  ENTEZAR_BARAYE_TAEED: row('open', 'waits for approval', 'در انتظار تأیید'),
};

/** What a status of the Paya report means. */
export function payaStatus(raw: string): TransferStatus {
  return statusIn(PAYA, raw);
}

/** What a status of the Satna report means. */
export function satnaStatus(raw: string): TransferStatus {
  return statusIn(SATNA, raw);
}

/** An unknown status may yet move money or give it back: it is never taken for final. */
function statusIn(table: Readonly<Record<string, Row>>, raw: string): TransferStatus {
  const name = raw.trim().toUpperCase();
  const known = Object.hasOwn(table, name) ? table[name] : undefined;
  return { raw, ...(known ?? { standing: 'open', meaning: null }) };
}
