import { type DestinationStream, type Level, pino } from 'pino';
import type { Log } from '../application/ports.ts';
import { CARD_LENGTH, isCardNumber } from '../domain/payment/card.ts';

/** Names under which a secret might be logged by mistake, at any of the depths that are looked at. */
const SECRET_NAMES = [
  ...['pan', 'pin', 'card', 'password', 'secret', 'authorization', 'token'],
  ...['nationalId', 'national_id', 'birthDate', 'birth_date', 'card_number'],
  ...['apiKey', 'api_key', 'accessPassword', 'access_password'],
  ...['accessToken', 'access_token', 'refreshToken', 'refresh_token'],
];
const SECRET_PATHS = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Bytes that wait to be written. */
const MOST_UNWRITTEN = 1_000_000;

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
      serializers: { error: describe, err: describe },
      redact: { paths: SECRET_PATHS, censor: '[secret]' },
      hooks: { streamWrite: hideCards },
    },
    options.destination ?? standardError(),
  );
}

/**
 * What cannot be written is dropped: a log whose disk is full must not throw where a payment goes through,
 * nor gather in memory.
 */
function standardError(): DestinationStream {
  const destination = pino.destination({ fd: 2, sync: true, maxLength: MOST_UNWRITTEN });
  destination.on('error', () => undefined);
  return destination;
}

/**
 * Of an error its name, code, message and stack. What else it carries stays out: PostgreSQL's `detail`, for
 * one, holds the values of the row that it refused.
 */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  return { name, ...('code' in error ? { code: error.code } : {}), message, stack };
}

function hideCards(line: string): string {
  return line.replace(MAYBE_CARD, (digits) => (isCardNumber(Buffer.from(digits)) ? '[card]' : digits));
}
