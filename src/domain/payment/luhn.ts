/** The Luhn sum of ASCII digits, the last one being the check digit (ISO/IEC 7812-1, annex B). */
export function luhnSum(digits: Uint8Array): number {
  return digits.reduce((sum, code, index) => {
    const digit = code - 48;
    const weighed = (digits.length - index) % 2 === 0 ? digit * 2 : digit;
    return sum + (weighed > 9 ? weighed - 9 : weighed);
  }, 0);
}
