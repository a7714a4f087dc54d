import type { SandboxOptions } from '../../sandbox/sandbox.ts';

/** How patient a server and its bank are while scenarios are played: production's patience, shortened. */
export interface Setting {
  /** Variables of the server. */
  readonly environment: Readonly<Record<string, string>>;
  readonly bank: Pick<SandboxOptions, 'pinLength' | 'slowMs' | 'verySlowMs'>;
  /** How long an operator's telephone rings. */
  readonly operatorSeconds: string;
}

const USUAL: Setting = {
  environment: {
    ZANGPAY_OTP_SECONDS: '3',
    ZANGPAY_CALLER_SECONDS: '6',
    ZANGPAY_PAY_SECONDS: '14',
    // Cards that make the gateway fail are used side by side with others.
    ZANGPAY_GATEWAY_FAILURES: '0',
  },
  // `slow` answers while the caller waits, `very-slow` while *not known yet* is said, which begins after 6 s and
  // takes 8.
  bank: { pinLength: 8, slowMs: 3_000, verySlowMs: 9_000 },
  operatorSeconds: '4',
};

export const SETTINGS = {
  usual: USUAL,
  /** Short of PINs, calls and tries; `very-slow` answers during the goodbye, which begins 14 s after the PIN. */
  strict: {
    ...USUAL,
    environment: {
      ...USUAL.environment,
      ZANGPAY_PAY_SECONDS: '30',
      ZANGPAY_PIN_SECONDS: '15',
      ZANGPAY_DECLINES_PER_CALL: '2',
      ZANGPAY_OTPS_PER_CARD_HOUR: '2',
      ZANGPAY_CALLS_PER_CALLER_HOUR: '2',
      ZANGPAY_IDENTITY_SECONDS: '3',
    },
    bank: { ...USUAL.bank, verySlowMs: 15_500 },
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof SETTINGS;
