/** What PostgreSQL answers, by its classes and codes, when it is not there for anybody (its manual, appendix A). */
const OF_POSTGRES = /^(08...|53...|57P0[1-5]|25006|58...)$/;

/** What Node says of a connection that does not come about or breaks. */
const OF_THE_NETWORK = /^(E(CONN|PIPE|HOST|NET|TIMEDOUT|NOTFOUND|AI_)|UND_ERR_)/;

/** What node-postgres says without a code. */
const OF_THE_DRIVER =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout|Cannot use a pool after calling end)|^PGlite is closed/;

/**
 * True when a statement failed because the store is not there: another moment it may do. Anything else is a fault of
 * ours, or of what was asked.
 */
export function isOutage(error: unknown): boolean {
  if (error instanceof AggregateError && error.errors.some(isOutage)) return true;
  if (!(error instanceof Error)) return false;
  const { code } = error as { readonly code?: unknown };
  if (typeof code === 'string' && (OF_POSTGRES.test(code) || OF_THE_NETWORK.test(code))) return true;
  return OF_THE_DRIVER.test(error.message);
}
