import { isDeclineCode, wayOnAfter } from '../../domain/payment/response-code.ts';
import type { AttemptToPay } from '../ports.ts';
import type { PanelPaid } from './panel-payments.ts';

/** How an attempt stands by the books, as its payment would be answered; null while it still may be paid with. */
export function standingOf({ attemptId, state, refId, code }: AttemptToPay): PanelPaid | null {
  const unknown = { status: 'unknown', attemptId } as const;
  switch (state) {
    case 'prepared':
      return null;
    case 'notSent':
      return { status: 'notSent', attemptId };
    case 'declined':
      if (code === null || !isDeclineCode(code)) return unknown;
      return { status: 'declined', attemptId, code, wayOn: wayOnAfter(code) };
    case 'paid':
    case 'reversed':
      return refId === null ? unknown : { status: 'paid', attemptId, refId };
    case 'dispatched':
    case 'unknown':
    // What a person found out comes after the answer: that was `unknown`.
    case 'notPaid':
      return unknown;
  }
}
