/** Somebody whom nobody is: what the registers of the sandbox know of them. */
export interface Person {
  readonly name: string;
  /** Invented, with a right check digit. */
  readonly nationalId: string;
  /** Gregorian, `YYYY-MM-DD`, and the same day as people key it. */
  readonly birthDate: string;
  readonly jalaliBirthDate: string;
  readonly mobiles: readonly string[];
  readonly cards: readonly string[];
}

/** Their cards are test cards that are paid. */
export const people: readonly Person[] = [
  {
    name: 'Sara',
    nationalId: '0084575395',
    birthDate: '1990-03-21',
    jalaliBirthDate: '1369-01-01',
    mobiles: ['09121234567'],
    cards: ['6037990000001004'],
  },
  {
    name: 'Omid',
    nationalId: '4128395072',
    birthDate: '1985-11-02',
    jalaliBirthDate: '1364-08-11',
    mobiles: ['09351112233', '09121112233'],
    cards: ['6104330000001019', '9919750000001025'],
  },
  {
    name: 'Niloofar',
    nationalId: '0012345679',
    birthDate: '2001-07-22',
    jalaliBirthDate: '1380-04-31',
    mobiles: ['09901234567'],
    cards: ['5022290000001032'],
  },
];

/** A national id whose holder has no mobile and no card at all: it matches nothing. */
export const STRANGER = '2287159045';

/** How it is decided whether details belong together, in one sentence for people. */
export const MATCHING =
  `A mobile or a card of the table belongs to its person alone (a card with the birth date); any other belongs to ` +
  `whoever's national id is given, as long as that is well formed and not the stranger's, ${STRANGER}.`;

/** Whether a mobile, `09…`, is registered to the holder of a national id. */
export function ownsMobile(nationalId: string, mobile: string): boolean {
  const owner = people.find(({ mobiles }) => mobiles.includes(mobile));
  return owner === undefined ? nationalId !== STRANGER : owner.nationalId === nationalId;
}

/** Whether a card is that of the person with this national id and birth date. */
export function ownsCard(nationalId: string, birthDate: string, card: string): boolean {
  const owner = people.find(({ cards }) => cards.includes(card));
  if (owner === undefined) return nationalId !== STRANGER;
  return owner.nationalId === nationalId && owner.birthDate === birthDate;
}

/** Ten digits, not all alike, with a right check digit (contracts.md 8). */
export function isNationalId(text: string): boolean {
  if (!/^\d{10}$/.test(text) || /^(\d)\1+$/.test(text)) return false;
  const sum = [...text.slice(0, 9)].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
  const rest = sum % 11;
  return Number(text[9]) === (rest < 2 ? rest : 11 - rest);
}
