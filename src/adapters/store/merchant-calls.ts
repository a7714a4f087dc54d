import { type RawBuilder, sql } from 'kysely';
import type { CallRequest, MerchantCall, MerchantCalls } from '../../application/ports.ts';
import type { AttemptState } from '../../domain/payment/attempt.ts';
import { billStatus } from '../../domain/payment/status.ts';
import type { Database } from './database.ts';

/** A merchant's own calls: those that came, and the payers who were rung. */
export function createMerchantCalls({ db }: Database): MerchantCalls {
  return {
    async page({ merchantId, invoiceId, from, to, after, limit }) {
      const wanted = [
        ...(invoiceId === undefined ? [] : [sql`invoice_id = ${invoiceId}`]),
        ...(from === undefined ? [] : [sql`at >= ${new Date(from)}`]),
        ...(to === undefined ? [] : [sql`at < ${new Date(to)}`]),
        ...(after === undefined
          ? []
          : [
              sql`(at, id) < (select last.at, last.id from (${listed(merchantId)}) last where last.id = ${after})`,
            ]),
      ];
      const where = wanted.length === 0 ? sql`` : sql`where ${sql.join(wanted, sql` and `)}`;
      return read(
        db,
        sql`select * from (${listed(merchantId)}) every_call ${where} order by at desc, id desc limit ${limit}`,
      );
    },
    async show(merchantId, id) {
      const [call] = await read(
        db,
        sql`select * from (${listed(merchantId)}) every_call where id = ${id} or call_id = ${id} limit 1`,
      );
      return call ?? null;
    },
  };
}

/**
 * Every call of a merchant once: under the id of its request when we rang, under its own otherwise. The books of a
 * call that runs do not say yet whose it is; its number does.
 */
function listed(merchantId: string): RawBuilder<unknown> {
  const notRung = sql`not exists (select from call_requests where call_request_id = calls.channel_id)`;
  return sql`
    select call_request_id as id, requested_at as at, invoice_id,
        (select call_id from calls where channel_id = call_request_id limit 1) as call_id
      from call_requests where merchant_id = ${merchantId}
    union all
    select call_id, started_at, null, call_id from calls where merchant_id = ${merchantId} and ${notRung}
    union all
    select call_id, started_at, null, call_id from calls
      where merchant_id is null and ended_at is null and ${notRung} and line in (
        select line_numbers.number from line_numbers join lines on lines.number = line_numbers.line
          where lines.merchant_id = ${merchantId})`;
}

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly callId: string | null;
  readonly line: string;
  readonly caller: string | null;
  readonly endedAt: Date | null;
  readonly handedOver: boolean;
  readonly request: Omit<CallRequest, 'requestedAt' | 'ringingAt' | 'settledAt'> | null;
  readonly ringingAt: Date | null;
  readonly settledAt: Date | null;
  readonly attempts: readonly { readonly attemptId: string; readonly state: AttemptState }[];
}

async function read(db: Database['db'], found: RawBuilder<unknown>): Promise<readonly MerchantCall[]> {
  const { rows } = await sql<Row>`
    select found.id, found.at, found.call_id, coalesce(request.line, line_numbers.line, calls.line) as line,
      calls.ended_at, zangpay.was_handed_over(found.call_id) as handed_over,
      coalesce(request.mobile, calls.caller) as caller, request.ringing_at, request.settled_at,
      case when request.call_request_id is not null then json_build_object(
        'callRequestId', request.call_request_id, 'merchantId', request.merchant_id,
        'invoiceId', request.invoice_id, 'line', request.line, 'mobile', request.mobile,
        'status', request.status) end as request,
      (select coalesce(json_agg(json_build_object('attemptId', attempt_id, 'state', state) order by prepared_at), '[]')
        from attempts where attempts.call_id = found.call_id) as attempts
    from (${found}) found
    left join call_requests request on request.call_request_id = found.id
    left join calls on calls.call_id = found.call_id
    left join line_numbers on line_numbers.number = calls.line
    order by found.at desc, found.id desc`.execute(db);
  return rows.map(toCall);
}

function toCall({ at, request, ringingAt, settledAt, attempts, endedAt, ...row }: Row): MerchantCall {
  const startedAt = at.getTime();
  const times = { ringingAt: ringingAt?.getTime() ?? null, settledAt: settledAt?.getTime() ?? null };
  return {
    ...row,
    request: request === null ? null : { ...request, requestedAt: startedAt, ...times },
    startedAt,
    endedAt: endedAt?.getTime() ?? null,
    payment: billStatus(attempts.map(({ state }) => state)),
    attemptIds: attempts.map(({ attemptId }) => attemptId),
  };
}
