import { AMOUNTS } from './amounts.ts';
import { CALLERS_BILLS } from './callers-bills.ts';
import { CARDS } from './cards.ts';
import { DECLINES } from './declines.ts';
import { HANG_UPS } from './hang-ups.ts';
import { INVOICES } from './invoices.ts';
import { LANGUAGES } from './languages.ts';
import { LIMITS } from './limits.ts';
import { MOBILES } from './mobiles.ts';
import { ODD_CALLERS } from './odd-callers.ts';
import { OPERATORS } from './operators.ts';
import { PINS } from './pins.ts';
import { PLAIN } from './plain.ts';
import { RETURNING } from './returning.ts';
import type { Scenario } from './scenario.ts';
import { SHORT_PATIENCE } from './short-patience.ts';
import { SILENCES } from './silences.ts';
import { WHO_PAYS } from './who-pays.ts';

/** Every scenario, in the order in which they are listed. */
export const SCENARIOS: readonly Scenario[] = [
  ...PLAIN,
  ...SILENCES,
  ...LANGUAGES,
  ...INVOICES,
  ...CALLERS_BILLS,
  ...AMOUNTS,
  ...MOBILES,
  ...CARDS,
  ...PINS,
  ...DECLINES,
  ...RETURNING,
  ...HANG_UPS,
  ...ODD_CALLERS,
  ...OPERATORS,
  ...LIMITS,
  ...SHORT_PATIENCE,
  ...WHO_PAYS,
];
