/** The number of digits of an Iranian national id. Leading zeros belong to it. */
export const NATIONAL_ID_LENGTH = 10;

/**
 * Checks a national id without turning it into text: ten digits, not all alike, the last one a check digit
 * (contracts.md 8).
 * @param digits the ASCII codes of the digits, as the vault holds them
 */
export function isNationalId(digits: Uint8Array): boolean {
  if (digits.length !== NATIONAL_ID_LENGTH || !digits.every(isDigit)) return false;
  if (digits.every((code) => code === digits[0])) return false;
  const body = digits.subarray(0, -1);
  const sum = body.reduce((total, code, index) => total + (code - 0x30) * (NATIONAL_ID_LENGTH - index), 0);
  const rest = sum % 11;
  return (digits.at(-1) ?? 0) - 0x30 === (rest < 2 ? rest : 11 - rest);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
