import { posix } from 'node:path';
import { probeSandbox } from '../../adapters/paystar/sandbox-probe.ts';
import type { Check } from '../../application/diagnose.ts';
import { judgeClock, judgeService, judgeToken } from '../../application/diagnosis/services.ts';
import type { Checkable, ServiceHealth } from '../../application/ports.ts';
import type { VariableName } from '../../config.ts';
import { type BankServices, openBankServices } from '../bank-services.ts';
import { openSanbod } from '../open-banking.ts';
import { notSetUp, SANBOD } from './books.ts';
import type { Examination } from './context.ts';
import { answerOf, httpStatusOf } from './reach.ts';

/** The outside services: that each answers, takes what we show it, and gives tokens that last. */
export function serviceChecks(examination: Examination): readonly Check[] {
  const { config, log, system, patienceMs, opened } = examination;
  const patience = { askMs: patienceMs, transferMs: patienceMs };
  const services = openBankServices(config.bankServices, log, system, patience);
  opened.defer(() => services.close());
  return [
    ...paystarChecks(examination, services),
    ...sanbodChecks(examination),
    ...kavenegarChecks(examination, services),
  ];
}

const NETWORK = 'Check the network and PAYSTAR_BASE_URL.';
const IDENTITY = [
  'PAYSTAR_IDENTITY_APPLICATION_ID',
  'PAYSTAR_IDENTITY_ACCESS_PASSWORD',
  'PAYSTAR_IDENTITY_REFRESH_TOKEN',
] as const;
const TRANSFERS = [
  'PAYSTAR_APPLICATION_ID',
  'PAYSTAR_ACCESS_PASSWORD',
  'PAYSTAR_REFRESH_TOKEN',
  'PAYSTAR_TRANSFER_BANK',
] as const;

/** One address for three services, each of which may fail by itself. */
function paystarChecks(examination: Examination, { identity, transfers }: BankServices): readonly Check[] {
  const { config, uses } = examination;
  return [
    {
      name: 'paystar',
      needs: uses('PAYSTAR_BASE_URL'),
      remedy: NETWORK,
      look: () => answerOf(examination, config.gateway.baseUrl, { who: 'PayStar', remedy: NETWORK }),
    },
    gatewayCheck(examination),
    ...applicationChecks(examination, 'paystar.identity', identity, IDENTITY),
    ...applicationChecks(examination, 'paystar.transfers', transfers, TRANSFERS),
  ];
}

/**
 * The telephone gateway has no call that asks how it is, and those that it has charge cards: the folder that they are in
 * is asked for, and whatever answers there but a fault of a server will do.
 */
function gatewayCheck(examination: Examination): Check {
  const { baseUrl, otpPath, isPrivate } = examination.config.gateway;
  const remedy = 'Ask PayStar whether its telephone gateway is up, and check PAYSTAR_OTP_PATH.';
  return {
    name: 'paystar.gateway',
    needs: [...examination.uses('PAYSTAR_OTP_PATH'), 'paystar'],
    remedy,
    async look() {
      const heard = await httpStatusOf(examination, baseUrl + posix.dirname(otpPath));
      const failed = (note: string) => ({ status: 'failed', note, remedy }) as const;
      if (heard.httpStatus === null) return failed(`the telephone gateway does not answer (${heard.why})`);
      if (heard.httpStatus >= 500) return failed(`the telephone gateway answers HTTP ${heard.httpStatus}`);
      const isSandbox = isPrivate && (await probeSandbox(baseUrl)) === 'sandbox';
      return {
        status: 'ok',
        note: isSandbox ? 'it answers; it is the sandbox' : 'it answers; nothing was charged',
      };
    },
  };
}

/** An application's key is asked for anew: one that lasts is all that can be seen without paying for a call. */
function applicationChecks(
  { uses, system }: Examination,
  name: string,
  application: Checkable | null,
  variables: readonly VariableName[],
): readonly Check[] {
  const wrong = uses(...variables);
  const [variable] = variables;
  if (application === null && wrong.length === 0) {
    return [name, `${name}.key`].map((each) => notSetUp(each, `${variable} is not set`));
  }
  return checkedWithToken({
    ...{ name, tokenName: `${name}.key`, needs: [...wrong, 'paystar'], remedy: NETWORK },
    check: application === null ? null : () => application.check(),
    now: () => system.now(),
  });
}

interface WithToken {
  readonly name: string;
  readonly tokenName: string;
  readonly needs: readonly string[];
  readonly remedy: string;
  /** Null: it is not set up. */
  readonly check: (() => Promise<ServiceHealth>) | null;
  readonly now: () => number;
}

/** A service, and the token that it gave when it was looked at. */
function checkedWithToken({ name, tokenName, needs, remedy, check, now }: WithToken): readonly Check[] {
  let health: ServiceHealth | null = null;
  return [
    {
      ...{ name, needs, remedy },
      async look() {
        health = (await check?.()) ?? null;
        return health === null ? { status: 'notSetUp', note: 'it is not set up' } : judgeService(health);
      },
    },
    {
      ...{ name: tokenName, needs: [name], remedy },
      look: async () =>
        health === null ? { status: 'notSetUp', note: 'there is no token' } : judgeToken(health, now()),
    },
  ];
}

function sanbodChecks({ config, uses, system, log, patienceMs, opened }: Examination): readonly Check[] {
  const wrong = uses(...SANBOD);
  if (config.openBanking === null && wrong.length === 0) {
    return ['sanbod', 'sanbod.token'].map((name) => notSetUp(name, 'SANBOD_CLIENT_ID is not set'));
  }
  const sanbod = config.openBanking && openSanbod(config.openBanking, { system, log }, patienceMs);
  if (sanbod !== null) opened.defer(() => sanbod.close());
  return checkedWithToken({
    ...{ name: 'sanbod', tokenName: 'sanbod.token', needs: wrong },
    remedy: 'Check the network and SANBOD_BASE_URL.',
    check: sanbod && (() => sanbod.check()),
    now: () => system.now(),
  });
}

/** Kavenegar tells the time to those without a key too; whoever has none does not depend on it. */
function kavenegarChecks({ uses }: Examination, { sms, roughClock }: BankServices): readonly Check[] {
  const wrong = uses('KAVENEGAR_BASE_URL', 'KAVENEGAR_API_KEY', 'KAVENEGAR_STATUS_METHOD');
  const remedy = 'Check the network and KAVENEGAR_BASE_URL.';
  const clock = { name: 'clock', remedy } as const;
  if (sms === null && wrong.length === 0) {
    return [
      notSetUp('kavenegar', 'no messages are sent: KAVENEGAR_API_KEY is not set'),
      {
        ...{ ...clock, needs: [] },
        async look() {
          const aheadMs = await roughClock.aheadMs();
          return aheadMs === null
            ? { status: 'notSetUp', note: 'no clock elsewhere told the time' }
            : judgeClock(aheadMs);
        },
      },
    ];
  }
  return [
    {
      ...{ name: 'kavenegar', needs: wrong, remedy },
      look: async () =>
        sms === null ? { status: 'notSetUp', note: 'it is not set up' } : judgeService(await sms.check()),
    },
    {
      ...{ ...clock, needs: ['kavenegar'] },
      look: async () => judgeClock(await roughClock.aheadMs()),
    },
  ];
}
