import { InvalidArgumentError } from 'commander';
import { asciiDigits, readWhole } from '../domain/digits.ts';
import { readMobile } from '../domain/merchant/mobile.ts';
import { nearest } from '../domain/nearest.ts';
import { LARGEST_AMOUNT, type Rial } from '../domain/payment/amount.ts';
import { BANK_IDS } from '../domain/payment/card.ts';
import {
  canSpeak,
  cutAtSlots,
  type Prompt,
  type PromptKey,
  prompts,
  type Slot,
  type SlotName,
} from '../domain/prompt/script.ts';

/** The values of slots as they were given. */
export type SlotsGiven = Readonly<Partial<{ [S in SlotName]: ValueOf<S> }>>;

type ValueOf<S extends SlotName> = Extract<Slot, { readonly slot: S }>['value'];

/** How the value of each slot is read, null for a wrong one, and what a right one is. */
const FORMS: {
  readonly [S in SlotName]: readonly [read: (text: string) => ValueOf<S> | null, form: string];
} = {
  amount: [amount, 'a whole number of Rial, such as 500000'],
  amountOther: [amount, 'a whole number of Rial, such as 500000'],
  min: [amount, 'a whole number of Rial, such as 10000'],
  max: [amount, 'a whole number of Rial, such as 5000000'],
  merchant: [matching(/^[a-z0-9][a-z0-9-]*$/), "a merchant's id, such as bookshop"],
  mobile: [readMobile, 'a mobile number, such as 09121234567'],
  bank: [(text) => BANK_IDS.find((id) => id === text) ?? null, `one of ${BANK_IDS.join(', ')}`],
  last4: [matching(/^\d{4}$/), 'four digits, such as 1234'],
  tail: [matching(/^\d{1,6}$/), '1 to 6 digits, such as 4821'],
  ref: [
    (text) => (canSpeak(text) && text.length <= 20 ? text : null),
    '1 to 20 digits, such as 123456789012',
  ],
  n: [upTo(999), 'a whole number from 0 to 999'],
  key: [upTo(9), 'a key from 0 to 9'],
  birthYear: [matching(/^\d{8}$/), 'a birth date, such as 13700512'],
  birthMonth: [matching(/^\d{8}$/), 'a birth date, such as 13700512'],
  birthDay: [matching(/^\d{8}$/), 'a birth date, such as 13700512'],
};

/** Reads a key of the script. Throws an `InvalidArgumentError` with those that are like it. */
export function promptKeyOf(text: string): PromptKey {
  const keys = Object.keys(prompts) as PromptKey[];
  const key = keys.find((known) => known === text);
  if (key !== undefined) return key;
  const alike = nearest(text, keys);
  const hint =
    alike.length === 0 ? '"zangpay prompts list" shows them.' : `Did you mean ${alike.join(', ')}?`;
  throw new InvalidArgumentError(`No sentence has this key. ${hint}`);
}

/** Reads one `name=value` after others. Throws an `InvalidArgumentError` that says what is expected. */
export function slotOf(text: string, others: SlotsGiven): SlotsGiven {
  const [, written, value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (written === undefined || value === undefined)
    throw new InvalidArgumentError('Give it as name=value, such as amount=500000.');
  const names = Object.keys(FORMS) as SlotName[];
  const name = names.find((known) => known === written.trim());
  if (name === undefined)
    throw new InvalidArgumentError(`No sentence has a slot of this name. There are: ${names.join(', ')}.`);
  const [read, form] = FORMS[name];
  const given = read(asciiDigits(value.trim()));
  if (given === null) throw new InvalidArgumentError(`${name} must be ${form}.`);
  return { ...others, [name]: given };
}

/**
 * A sentence with its slots filled, or a sentence about what is missing or has no place in it.
 * @param merchantId fills the slot of the merchant when nothing else is given; an amount fills its other form
 */
export function filled(
  key: PromptKey,
  slots: SlotsGiven,
  merchantId: string | undefined,
): Prompt | { readonly wrong: string } {
  const names = slotsOf(key);
  const given: SlotsGiven = {
    ...(names.includes('merchant') && merchantId !== undefined ? { merchant: merchantId } : {}),
    ...(names.includes('amountOther') && slots.amount !== undefined ? { amountOther: slots.amount } : {}),
    ...slots,
  };
  const without = names.filter((name) => given[name] === undefined);
  const missing = without.filter((name) => name !== 'amountOther' || !without.includes('amount'));
  if (missing.length > 0) {
    const [name] = missing as [SlotName];
    const options = missing.map((slot) => `--slot ${slot}=…`).join(' ');
    return { wrong: `${key} needs ${options} (${name}: ${FORMS[name][1]}).` };
  }
  const strange = Object.keys(given).filter((name) => !names.some((known) => known === name));
  if (strange.length > 0) return { wrong: `${key} has no slot ${strange.join(', ')}.` };
  // Every slot of the sentence has a value of its own type: `slotOf` read it by the slot's name.
  return (names.length === 0 ? { key } : { key, slots: given }) as Prompt;
}

/** The names of a sentence's slots: those of its Persian text, by which `Prompt` is typed. */
function slotsOf(key: PromptKey): readonly SlotName[] {
  const slots = cutAtSlots(prompts[key].fa).filter((_part, index) => index % 2 === 1);
  return [...new Set(slots as SlotName[])];
}

function amount(text: string): Rial | null {
  const value = readWhole(text);
  return value !== null && value >= 1 && value <= LARGEST_AMOUNT ? value : null;
}

function upTo(most: number): (text: string) => number | null {
  return (text) => {
    const value = readWhole(text);
    return value !== null && value <= most ? value : null;
  };
}

function matching(form: RegExp): (text: string) => string | null {
  return (text) => (form.test(text) ? text : null);
}
