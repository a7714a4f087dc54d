import type { Mobile } from '../../domain/merchant/mobile.ts';
import type { Secret } from '../secret.ts';

/**
 * What came of asking who a payer is. `mismatched`: they do not belong together, or the register knows no such person,
 * card or day. `unavailable`: the service gave no answer that can be used, whoever is at
 * fault; whether the call goes on without it is the line's to say.
 */
export type IdentityFinding = 'matched' | 'mismatched' | 'unavailable';

/** Asks the state's registers through PayStar whether details belong together (contracts.md 4). Never rejects. */
export interface IdentityRegister {
  /** Whether the mobile is registered to the holder of the national id (Shahkar). */
  matchMobile(asked: { readonly nationalId: Secret; readonly mobile: Mobile }): Promise<IdentityFinding>;
  /** Whether the card is that person's. `birthDate` is Gregorian, `YYYY-MM-DD`. */
  matchCard(asked: {
    readonly nationalId: Secret;
    readonly pan: Secret;
    readonly birthDate: string;
  }): Promise<IdentityFinding>;
}
