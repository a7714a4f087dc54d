/** How many digits a dynamic PIN has (contracts.md 8). */
export const PIN_MIN = 5;
export const PIN_MAX = 8;

/**
 * Checks the form of a dynamic PIN without turning it into text.
 * @param digits the ASCII codes of the digits
 */
export function isPin(digits: Uint8Array): boolean {
  const { length } = digits;
  return length >= PIN_MIN && length <= PIN_MAX && digits.every((code) => code >= 0x30 && code <= 0x39);
}
