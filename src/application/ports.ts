/** The ports: what the application asks of the world, one file for each of its neighbours. */
export * from './ports/callers.ts';
export * from './ports/gateway.ts';
export * from './ports/invoices.ts';
export * from './ports/journal.ts';
export * from './ports/line-slots.ts';
export * from './ports/merchants.ts';
export * from './ports/payment-reader.ts';
export * from './ports/payment-store.ts';
export * from './ports/pin-habits.ts';
export * from './ports/processes.ts';
export * from './ports/queue.ts';
export * from './ports/recordings.ts';
export * from './ports/resolver.ts';
export * from './ports/spool.ts';
export * from './ports/system.ts';
export * from './ports/telephony.ts';
export * from './ports/vault.ts';
