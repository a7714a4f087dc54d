/** Who pays: each has a card, a mobile and an order that nobody else has, so that no cap meets them. */
export interface Payer {
  readonly pan: string;
  readonly mobile: string;
  readonly orderId: string;
  /** A number of its own, by which payers are dealt out to keys and lines. */
  readonly nth: number;
}

/** One after the other, by counting: no two are alike in one run, and every run has the same. */
export function createPayers(): () => Payer {
  let nth = 0;
  return () => {
    nth += 1;
    const digits = String(nth).padStart(9, '0');
    return { pan: cardOf(`603799${digits}`), mobile: `09${digits}`, orderId: `order-${nth}`, nth };
  };
}

/** Fifteen digits and their Luhn digit. */
function cardOf(body: string): string {
  const sum = [...body].reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}
