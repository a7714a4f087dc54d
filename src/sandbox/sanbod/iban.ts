/** IBANs as the bank reckons them: the number is `IR`, two check digits, three of the bank and nineteen more. */

export function isIban(text: string): boolean {
  return /^IR\d{24}$/.test(text) && BigInt(`${text.slice(4)}1827${text.slice(2, 4)}`) % 97n === 1n;
}

/** The IBAN of an account at a bank. */
export function ibanOf(bank: string, deposit: string): string {
  const rest = bank + numberOf(deposit);
  const check = 98n - (BigInt(`${rest}182700`) % 97n);
  return `IR${String(check).padStart(2, '0')}${rest}`;
}

/** An account is named by four groups, which an IBAN holds one after the other: 119-813-2618257-1. */
function numberOf(deposit: string): string {
  const groups = deposit.split(/[-.]/);
  const [branch = '', kind = '', customer = '', serial = ''] = groups;
  if (groups.length !== 4) return deposit.replace(/\D/g, '').slice(-19).padStart(19, '0');
  return `0${branch.padStart(4, '0')}${kind}${customer.padStart(8, '0')}${serial.padStart(3, '0')}`;
}

/** The account that an IBAN names. */
export function depositOf(iban: string): string {
  const groups = /^0(\d{4})(\d{3})(\d{8})(\d{3})$/.exec(iban.slice(7));
  if (groups === null) return iban.slice(7).replace(/^0+/, '');
  const [, branch = '', kind = '', customer = '', serial = ''] = groups;
  return [branch, kind, customer, serial].map((group) => String(Number(group))).join('-');
}
