import {
  type AskedConsent,
  askConsent,
  type ConsentPorts,
  type RevokedConsent,
  revokeConsent,
} from './bank-consents.ts';
import { OperationFault } from './fault.ts';
import type { BankAnswer, BankConsent, IbanConversions } from './ports.ts';
import { Secret } from './secret.ts';

/** What to turn into what (contracts.md 6.6). A card is its digits; it is wiped when it was asked for. */
export type IbanQuestion =
  | { readonly from: 'card'; readonly to: 'iban' | 'deposit'; readonly card: string }
  | { readonly from: 'deposit'; readonly depositNumber: string; readonly provider: string }
  | { readonly from: 'iban'; readonly iban: string };

export interface IbanFound {
  readonly kind: 'iban' | 'deposit';
  readonly value: string;
  /** Ours, for whoever has to ask Sanbod about it. */
  readonly traceId: string;
}

/** What operators can do with Sanbod: a part of `Operations`. */
export interface OpenBankingOperations {
  connectBank(request: Pick<BankConsent, 'provider' | 'account'>): Promise<AskedConsent>;
  /** Newest first. */
  bankConsents(): Promise<readonly BankConsent[]>;
  revokeBank(consentId: string): Promise<RevokedConsent>;
  convertIban(question: IbanQuestion): Promise<IbanFound>;
}

export interface OpenBankingPorts extends ConsentPorts {
  readonly conversions: IbanConversions;
}

/** @param ports null where no client of Sanbod is configured: then each says so */
export function createOpenBankingOperations(ports: OpenBankingPorts | null): OpenBankingOperations {
  return {
    connectBank: async (request) => askConsent(required(ports), request),
    bankConsents: async () => required(ports).consents.list(),
    revokeBank: async (consentId) => revokeConsent(required(ports), consentId),
    convertIban: async (question) => convert(required(ports).conversions, question),
  };
}

function required(ports: OpenBankingPorts | null): OpenBankingPorts {
  if (ports !== null) return ports;
  throw new OperationFault(
    'Sanbod is not set up: set SANBOD_CLIENT_ID and SANBOD_CLIENT_SECRET to what its console gives.',
  );
}

async function convert(conversions: IbanConversions, question: IbanQuestion): Promise<IbanFound> {
  switch (question.from) {
    case 'card': {
      const card = new Secret(Uint8Array.from(question.card, asciiCode));
      try {
        return question.to === 'iban'
          ? found('iban', await conversions.cardToIban(card))
          : found('deposit', await conversions.cardToDeposit(card));
      } finally {
        card.wipe();
      }
    }
    case 'deposit':
      return found('iban', await conversions.depositToIban(question));
    case 'iban':
      return found('deposit', await conversions.ibanToDeposit(question.iban));
  }
}

/** Whatever is no ASCII must not come out as a digit. */
function asciiCode(letter: string): number {
  const code = letter.codePointAt(0) ?? 0;
  return code < 0x80 ? code : 0;
}

function found(kind: IbanFound['kind'], answer: BankAnswer<string>): IbanFound {
  switch (answer.type) {
    case 'answered':
      return { kind, value: answer.value, traceId: answer.traceId };
    case 'refused': {
      const said = answer.reasons.length === 0 ? 'without a reason' : answer.reasons.join('; ');
      throw new OperationFault(`Sanbod refused it: ${said} (trace ${answer.traceId}).`);
    }
    case 'unusable':
    case 'unavailable':
      throw new OperationFault(`${answer.why} (trace ${answer.traceId})`);
    case 'noAccess':
    case 'notAsked':
      throw new OperationFault(answer.why);
  }
}
