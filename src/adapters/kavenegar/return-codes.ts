/**
 * Whose fault a return code is: nobody's (`accepted`); the message's, which will be refused for ever; the account's or
 * its settings', which a person has to mend; or the moment's. But for the first fault the same message may be sent later.
 */
export type ReturnClass = 'accepted' | 'message' | 'account' | 'later';

interface ReturnCode {
  readonly en: string;
  readonly is: ReturnClass;
}

/** Every return code of contracts.md 7. */
const RETURN_CODES: Readonly<Record<number, ReturnCode>> = {
  200: { en: 'accepted', is: 'accepted' },
  400: { en: 'parameters are incomplete', is: 'message' },
  401: { en: 'the account is disabled', is: 'account' },
  402: { en: 'the operation failed', is: 'later' },
  403: { en: 'the API key is wrong', is: 'account' },
  404: { en: 'the method is unknown', is: 'account' },
  405: { en: 'the verb is wrong', is: 'account' },
  406: { en: 'a required parameter is empty', is: 'message' },
  407: { en: 'this account or address has no access', is: 'account' },
  409: { en: 'the service is busy', is: 'later' },
  411: { en: 'the receiver is no valid number', is: 'message' },
  412: { en: 'the sender is not this account’s', is: 'account' },
  413: { en: 'the message is empty or too long', is: 'message' },
  414: { en: 'too many records at once', is: 'message' },
  416: { en: 'the address does not match the account’s', is: 'account' },
  417: { en: 'the date is wrong', is: 'message' },
  418: { en: 'the account has no credit', is: 'account' },
  419: { en: 'lists differ in length', is: 'message' },
  420: { en: 'links are not allowed in the text', is: 'message' },
  422: { en: 'the text has characters that are not allowed', is: 'message' },
  424: { en: 'the template does not exist', is: 'account' },
  426: { en: 'the account needs the advanced service', is: 'account' },
  428: { en: 'the code cannot be spoken', is: 'message' },
  429: { en: 'this address is not on the account’s list', is: 'account' },
  430: { en: 'the account’s owner has not been identified', is: 'account' },
  431: { en: 'a token is not formed as it must be', is: 'message' },
  432: { en: 'the template lacks the token for the code', is: 'account' },
  451: { en: 'too many calls at once', is: 'later' },
  501: { en: 'a test account sends to its own number only', is: 'account' },
};

/**
 * What a return code means; null for one that is not in the table, which says nothing for certain.
 */
export function returnCodeOf(code: number): ReturnCode | null {
  return RETURN_CODES[code] ?? null;
}

/** What a person has to do about a code; undefined where nothing has to be done by one. */
export function remedyOf(code: number): string | undefined {
  const meaning = returnCodeOf(code);
  if (meaning?.is !== 'account') return undefined;
  return `Kavenegar says that ${meaning.en} (${code}): ${REMEDIES[code] ?? 'look at the account in its panel.'}`;
}

const REMEDIES: Readonly<Record<number, string>> = {
  403: 'set KAVENEGAR_API_KEY to the key in its panel.',
  404: 'check KAVENEGAR_BASE_URL and KAVENEGAR_STATUS_METHOD.',
  405: 'check KAVENEGAR_BASE_URL: something between us changes requests.',
  407: 'allow this machine’s address in its panel.',
  412: 'set KAVENEGAR_SENDER to a line of the account, or leave it unset.',
  416: 'allow this machine’s address in its panel.',
  418: 'pay in at its panel.',
  424: 'set KAVENEGAR_TEMPLATE to a template that its panel shows as approved.',
  429: 'allow this machine’s address in its panel.',
};
