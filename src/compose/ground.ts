import { connectAmi } from '../adapters/asterisk/ami.ts';
import { connectTelephony } from '../adapters/asterisk/telephony.ts';
import { openJournalSpool } from '../adapters/journal-spool.ts';
import { openSpool } from '../adapters/spool.ts';
import { GatewayCircuit } from '../application/gateway-circuit.ts';
import type { Log } from '../application/ports.ts';
import type { Config } from '../config.ts';
import { openBankServices } from './bank-services.ts';
import { openGateway, openQueue } from './calls.ts';
import { guardDurability, isLive } from './guards.ts';
import { openOpenBanking } from './open-banking.ts';
import { openStore } from './store.ts';
import { system } from './system.ts';

export type Ground = Awaited<ReturnType<typeof openGround>>;

/**
 * Opens what a server stands on: the books, the queue, the spools, the bank and its services, and Asterisk.
 * @param opened closes it, in the opposite order
 */
export async function openGround(config: Config, log: Log, opened: AsyncDisposableStack) {
  const live = await isLive(config);
  const database = await openStore(config);
  opened.defer(() => database.close());
  await guardDurability(live, database, log);
  const spool = await openSpool(config.dataDir, log);
  const journalSpool = await openJournalSpool(config.dataDir, log);
  const queue = await openQueue(config, database, log);
  opened.defer(() => queue.close());
  const bank = openGateway(config, log);
  opened.defer(() => bank.close());
  const circuit = new GatewayCircuit(system, log, { failures: config.gatewayFailures });
  const bankServices = openBankServices(config.bankServices, log, system);
  opened.defer(() => bankServices.close());
  const banking = openOpenBanking(config, { database, system, log });
  if (banking !== null) opened.defer(() => banking.close());
  const telephony = await connectTelephony({ ...config.ari, sounds: config.soundsDir, log });
  opened.defer(() => telephony.close());
  const ami = config.ami === null ? null : await connectAmi(config.ami);
  if (ami !== null) opened.defer(() => ami.close());
  return {
    ...{ live, database, spool, journalSpool, queue, circuit, bankServices, telephony, ami },
    gateway: circuit.around(bank),
    openBanking: banking?.operated ?? null,
  };
}
