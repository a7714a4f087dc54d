/** An Iranian mobile number in E.164: `+989` and nine digits. */
export type Mobile = string;

/**
 * Reads a mobile number in any of its spellings (+98, 0098, 98, 0, or none of these before the 9).
 * Returns null for a landline or anything else: mobiles are `9[0-49]` and eight digits (call.md).
 */
export function readMobile(text: string): Mobile | null {
  const local = /^(?:\+98|0098|98|0)?(9[0-49]\d{8})$/.exec(text.trim())?.[1];
  return local === undefined ? null : `+98${local}`;
}

/** The national spelling of a mobile, as people read and key it: `09…`, 11 digits. */
export function nationalMobile(mobile: Mobile): string {
  return `0${mobile.slice(3)}`;
}

/** A caller's number as a merchant is told it: enough to know one that it has, and no more. `+98912***4567` */
export function maskedNumber(number: string): string {
  if (number.length < 10) return '*'.repeat(number.length);
  return `${number.slice(0, -7)}***${number.slice(-4)}`;
}
