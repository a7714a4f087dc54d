/** Our id for one attempt at the gateway: 1 to 18 digits, random, unique in our table, no leading zero. */
export type OrderId = string;

const FIRST = 100_000_000_000_000_000n;
const COUNT = 900_000_000_000_000_000n;

/**
 * Makes an order id of 18 digits from 64 random bits. The gateway does not check uniqueness
 * (contracts.md 5.4), so the id is random and the database holds the constraint.
 */
export function orderIdFrom(random64: bigint): OrderId {
  return (FIRST + (random64 % COUNT)).toString();
}
