import { type DestinationStream, type Level, pino } from 'pino';
import type { Log } from '../application/ports.ts';
import { CARD_LENGTH, isCardNumber } from '../domain/payment/card.ts';

/** Names under which a secret might be logged by mistake, at any of the depths that are looked at. */
const SECRET_NAMES = ['pan', 'pin', 'card', 'password', 'secret', 'authorization', 'api_key', 'token'];
const SECRET_PATHS = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

const MAYBE_CARD = new RegExp(`(?<!\\d)\\d{${CARD_LENGTH}}(?!\\d)`, 'g');

/**
 * The log: one JSON line per message on standard error, so that standard output belongs to commands.
 * What is secret must not get here at all; redaction by name and by the look of a card is a second net.
 */
export function createLogger(options: {
  readonly level: Level | 'silent';
  readonly destination?: DestinationStream;
}): Log {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_PATHS, censor: '[secret]' },
      hooks: { streamWrite: hideCards },
    },
    options.destination ?? pino.destination({ fd: 2, sync: true }),
  );
}

function hideCards(line: string): string {
  return line.replace(MAYBE_CARD, (digits) => (isCardNumber(Buffer.from(digits)) ? '[card]' : digits));
}
