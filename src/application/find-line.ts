import type { EventOf } from '../domain/call/event.ts';
import type { CallLimits, Language, LinePolicy } from '../domain/merchant/line.ts';
import type { GatewayCircuit } from './gateway-circuit.ts';
import type { Log, MerchantStore } from './ports.ts';

export interface FindLinePorts {
  readonly merchants: MerchantStore;
  readonly circuit: Pick<GatewayCircuit, 'admits'>;
  readonly limits: CallLimits;
  /** Whether the sounds have a clip with this merchant's name. */
  readonly isNameSpoken: (merchantId: string, language: Language) => Promise<boolean>;
  readonly log: Log;
}

/**
 * Loads the policy of the line that was dialled. A line that is not ours, or a store that is away, is down; one
 * whose gateway is down is answered, and told so.
 */
export async function findLine(ports: FindLinePorts, did: string): Promise<EventOf<'LinePolicyLoaded'>> {
  try {
    const line = await ports.merchants.findLine(did);
    if (line !== null) {
      const policy = await policyOf(ports, line);
      const status = ports.circuit.admits() ? 'open' : 'gatewayDown';
      return { type: 'LinePolicyLoaded', line: { status, policy } };
    }
    ports.log.warn({ did }, 'a number was dialled that is no line of ours; see: zangpay merchants');
  } catch (error) {
    ports.log.error({ error, did }, 'a line could not be looked up');
  }
  return { type: 'LinePolicyLoaded', line: { status: 'down' } };
}

type FoundLine = NonNullable<Awaited<ReturnType<MerchantStore['findLine']>>>;

async function policyOf({ limits, isNameSpoken }: FindLinePorts, line: FoundLine): Promise<LinePolicy> {
  const { merchantId, merchantName, number, sequence, language, bill, confirmCard } = line;
  return {
    merchantId,
    merchantName: merchantName[language],
    nameIsSpoken: await isNameSpoken(merchantId, language),
    line: number,
    ...{ sequence, language, bill, confirmCard, limits },
  };
}
