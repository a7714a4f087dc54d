import type {
  Checkable,
  TransferList,
  TransferOrder,
  TransferQuery,
  TransferSent,
  Transfers,
} from '../../application/ports.ts';
import { type ApplicationSettings, openApplication, type Repeated } from './application.ts';
import { readList, readSent } from './read-transfer.ts';

export interface TransferSettings extends ApplicationSettings {
  /** The bank that transfers come from, by its code: `016` (contracts.md 3.1). */
  readonly bank: string;
}

const REFRESH_PATH = '/application/refresh-api-key';
const SEND_PATH = '/bank-transfer/v2/settlement';
const LIST_PATH = '/bank-transfer/settlement-requests';

/**
 * PayStar's transfer application (contracts.md 3). A transfer is sent once; only a request whose key was
 * plainly refused, which moved nothing, is repeated with a new key.
 */
export function connectTransfers(
  settings: TransferSettings,
): Transfers & Checkable & { close(): Promise<void> } {
  const application = openApplication(settings, REFRESH_PATH);
  return {
    async send(order, mayStillSend): Promise<TransferSent> {
      if (!Number.isSafeInteger(order.amount) || order.amount <= 0) {
        return { type: 'failed', why: 'notSent', code: null };
      }
      const heard = await application.ask({
        service: 'settlement',
        movesMoney: true,
        mayStillSend,
        write: (repeated) => ({ method: 'POST', path: SEND_PATH, body: sendBody(repeated, settings, order) }),
      });
      return readSent(heard, order.trackId);
    },
    async list(query): Promise<TransferList> {
      const heard = await application.ask({
        service: 'settlement-requests',
        write: (repeated) => ({
          method: 'GET',
          path: `${LIST_PATH}?${queryOf(repeated, query)}`,
          body: null,
        }),
      });
      return readList(heard);
    },
    check: () => application.check(),
    close: () => application.close(),
  };
}

function sendBody(repeated: Repeated, { bank }: TransferSettings, order: TransferOrder): Buffer {
  const transfer = {
    amount: order.amount,
    deposit: order.deposit,
    destination_account: order.destination,
    destination_firstname: order.firstName,
    destination_lastname: order.lastName,
    track_id: order.trackId,
    ...(order.payId === null ? {} : { pay_id: order.payId }),
  };
  return Buffer.from(JSON.stringify({ ...repeated, bank, transfers: [transfer] }));
}

/** The password stands in it, so that the path may never be logged. */
function queryOf(repeated: Repeated, { deposit, trackId, page }: TransferQuery): string {
  return new URLSearchParams({
    ...repeated,
    ...(deposit === undefined ? {} : { deposit }),
    ...(trackId === undefined ? {} : { track_id: trackId }),
    ...(page === undefined ? {} : { limit: String(page.limit), skip: String(page.skip) }),
  }).toString();
}
