import { SETTLEMENT_ALARMS } from '../domain/payment/finding.ts';
import type { Log, PaymentStore, Resolver, Settlement } from './ports.ts';

/** The alarms of a settlement, one sentence each. */
export function alarmsOf({ alarms }: Settlement): readonly string[] {
  return alarms.map((alarm) => SETTLEMENT_ALARMS[alarm]);
}

/** Recording that tells the log of every alarm that a result raises, by whichever road it came. */
export function recordAloud(payments: Pick<PaymentStore, 'record'>, log: Log): PaymentStore['record'] {
  return async (result, by) => {
    const settlement = await payments.record(result, by);
    for (const alarm of alarmsOf(settlement)) log.error({ attemptId: result.attemptId }, alarm);
    return settlement;
  };
}

/** The same for what a person finds out. */
export function resolveAloud(resolver: Resolver, log: Log): Resolver {
  return {
    async resolve(resolution) {
      const { attemptId, finding, who } = resolution;
      const answer = await resolver.resolve(resolution);
      if ('refused' in answer) return answer;
      log.info({ attemptId, finding, who }, 'a person settled a payment');
      for (const alarm of alarmsOf(answer)) log.error({ attemptId, who }, alarm);
      return answer;
    },
  };
}
