import { isIban } from './iban.ts';
import type { Ledger, Transfer, TransferKind } from './ledger.ts';
import { type Body, Refused, rialOf, textOf } from './reply.ts';
import type { Switches } from './switches.ts';

/** Takes an order (contracts.md 6.4) and gives its `message`. */
export function order(ledger: Ledger, switches: Switches, kind: TransferKind, body: Body): object {
  const wanted = kind === 'normal' ? normalOf(body) : ibanOrderOf(kind, body);
  const earlier = ledger.earlier(wanted);
  if (earlier !== null && switches.duplicates === 'refuse') return refuseDuplicate(earlier);
  const transfer = earlier ?? ledger.move(wanted);
  if (transfer === null) throw new Refused(400, 'موجودی کافی نیست');
  return messageOf(transfer, 'ACCEPTED');
}

function normalOf(body: Body): Omit<Transfer, 'reference' | 'at'> {
  return {
    kind: 'normal',
    source: textOf(body, 'sourceDepositNumber'),
    destination: textOf(body, 'destinationDepositNumber'),
    amount: rialOf(body, 'transferAmount'),
    receiver: '',
    description: '',
  };
}

function ibanOrderOf(kind: 'paya' | 'satna', body: Body): Omit<Transfer, 'reference' | 'at'> {
  const name = kind === 'paya' ? 'iban' : 'destinationIban';
  const destination = textOf(body, name);
  if (!isIban(destination)) throw new Refused(422, { [name]: ['is not valid'] });
  return {
    kind,
    source: textOf(body, 'sourceDepositNumber'),
    destination,
    amount: rialOf(body, 'transferAmount'),
    receiver: `${textOf(body, 'receiverFirstName')} ${textOf(body, 'receiverLastName')}`,
    description: textOf(body, 'description'),
  };
}

/** Paya says it in a status of a call that went well; of the others nothing is known. */
function refuseDuplicate(earlier: Transfer): object {
  if (earlier.kind !== 'paya') throw new Refused(400, 'تراکنش تکراری است');
  return messageOf(earlier, 'ERROR_DUPLICATE');
}

function messageOf(transfer: Transfer, transactionStatus: string): object {
  switch (transfer.kind) {
    case 'normal':
      return { docNumber: transfer.reference };
    case 'satna':
      return [{ referenceId: transfer.reference }];
    case 'paya':
      return {
        referenceId: transfer.reference,
        iban: transfer.destination,
        transferAmount: String(transfer.amount),
        ownerName: transfer.receiver,
        description: transfer.description,
        transactionStatus,
        transferStatus: 'READY_TO_TRANSFER',
      };
  }
}
