import { openKavenegar } from '../adapters/kavenegar/client.ts';
import { createRoughClock } from '../adapters/kavenegar/clock.ts';
import { createSms, createTemplateSender } from '../adapters/kavenegar/sms.ts';
import { connectIdentity } from '../adapters/paystar/identity.ts';
import { connectTransfers } from '../adapters/paystar/transfer.ts';
import type {
  Checkable,
  IdentityRegister,
  Log,
  RoughClock,
  SmsSender,
  System,
  TemplateSender,
  Transfers,
} from '../application/ports.ts';
import type { BankServicesConfig } from '../config.ts';

/** The bank services beside the gateway. One that is not set up is null. */
export interface BankServices {
  readonly transfers: (Transfers & Checkable) | null;
  readonly identity: (IdentityRegister & Checkable) | null;
  readonly sms: (SmsSender & Checkable) | null;
  /** Set up when a template is configured beside the key. */
  readonly templates: TemplateSender | null;
  readonly roughClock: RoughClock;
  /** Takes no more requests; resolves when those under way have ended. */
  close(): Promise<void>;
}

/** How long a service may take to answer one request; where money moves, longer, since silence leaves it open. */
export interface Patience {
  readonly askMs: number;
  readonly transferMs: number;
}
const PATIENCE: Patience = { askMs: 10_000, transferMs: 60_000 };
/** Kavenegar tells the time to whoever has no key too. */
const NO_KEY = '0';

/** Opens what is set up; nothing is asked of anybody until it is needed. */
export function openBankServices(
  config: BankServicesConfig,
  log: Log,
  system: System,
  patience = PATIENCE,
): BankServices {
  const shared = { timeoutMs: patience.askMs, log, system };
  const { transfer, identity: asked, kavenegar: settings, paystarUrl: baseUrl } = config;
  const identity =
    asked && connectIdentity({ ...shared, baseUrl, credentials: asked, deadlineMs: asked.deadlineMs });
  const transfers =
    transfer &&
    connectTransfers({
      ...{ ...shared, timeoutMs: patience.transferMs },
      ...{ baseUrl, credentials: transfer, bank: transfer.bank },
    });
  const kavenegar = openKavenegar({
    ...shared,
    baseUrl: settings.baseUrl,
    apiKey: settings.apiKey ?? NO_KEY,
  });
  const { apiKey, template } = settings;
  const opened = [transfers, identity, kavenegar];
  return {
    transfers,
    identity,
    sms: apiKey === null ? null : createSms(kavenegar, settings),
    templates: apiKey === null || template === null ? null : createTemplateSender(kavenegar, template),
    roughClock: createRoughClock(kavenegar, system),
    close: async () => void (await Promise.all(opened.map((service) => service?.close()))),
  };
}
