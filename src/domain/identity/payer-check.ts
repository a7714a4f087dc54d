/** How a line finds out, before it asks for a PIN, whether payers are who they say (contracts.md 4). */
export interface PayerCheck {
  /** `shahkar`: the mobile is registered to the holder of the national id. `card`: the card is that person's. */
  readonly by: PayerCheckKind;
  /** What becomes of the call when the register gives no answer. */
  readonly whenDown: WhenDown;
}

export type PayerCheckKind = 'shahkar' | 'card';
export type WhenDown = 'goOn' | 'stop';

/**
 * What came of asking who pays. `unavailable`: the register gave no answer that can be used. `tooOften`: it was asked
 * often enough for this payer today, and was not asked.
 */
export type CheckFinding = 'matched' | 'mismatched' | 'unavailable' | 'tooOften';

/**
 * How often one call may ask the register. The second time is for who has mistyped a digit, or pays with another card.
 * More would let a caller find out by trying which details belong together, at the merchant's cost: every answer is
 * paid for (contracts.md 4).
 */
export const CHECKS_PER_CALL = 2;
