/** Writes Persian and Arabic digits (U+06F0, U+0660) as ASCII ones and leaves everything else as it is. */
export function asciiDigits(text: string): string {
  return text.replace(/[\u06f0-\u06f9\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/**
 * Reads a whole number as people write it: in any of these digits, its thousands set apart by commas,
 * Persian separators, low lines or spaces. Returns null for anything else.
 */
export function readWhole(text: string): number | null {
  const digits = asciiDigits(text).replace(/(?<=\d)[,_ \u066c\u060c](?=\d)/g, '');
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}
