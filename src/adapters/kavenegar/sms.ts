import type {
  Checkable,
  ServiceHealth,
  SmsDelivery,
  SmsSender,
  SmsSent,
  TemplateSender,
  TemplateTokens,
} from '../../application/ports.ts';
import { nationalMobile } from '../../domain/merchant/mobile.ts';
import { textOf, wholeOf } from '../provider/lenient.ts';
import type { Answer, Kavenegar } from './client.ts';
import { deliveryOf } from './delivery.ts';
import { remedyOf, returnCodeOf } from './return-codes.ts';

export interface SmsSettings {
  /** The line that messages come from; null: the account's own. */
  readonly sender: string | null;
  /** Area and method of the delivery status, which contracts.md 7 leaves open: `sms/status`. */
  readonly statusMethod: string;
}

/** So many ids are asked for at once, as many as `sms/send` takes receivers. */
const MOST_IDS = 200;
/** An id that no message has. */
const NO_MESSAGE = '1';

/** Short messages by Kavenegar (contracts.md 7). */
export function createSms(kavenegar: Kavenegar, settings: SmsSettings): SmsSender & Checkable {
  const { sender, statusMethod } = settings;
  return {
    async send({ mobile, text, localId }) {
      const form = { receptor: nationalMobile(mobile), message: text, localid: String(localId) };
      return sentBy(await kavenegar.ask('sms/send', sender === null ? form : { ...form, sender }));
    },
    async deliveries(messageIds) {
      const told = new Map<string, SmsDelivery>();
      for (let at = 0; at < messageIds.length; at += MOST_IDS) {
        const asked = messageIds.slice(at, at + MOST_IDS);
        for (const [id, delivery] of toldBy(await askStatus(kavenegar, statusMethod, asked), asked)) {
          told.set(id, delivery);
        }
      }
      return told;
    },
    check: async () => healthBy(await askStatus(kavenegar, statusMethod, [NO_MESSAGE])),
  };
}

/** Messages by `verify/lookup`, with a template of Kavenegar's panel (contracts.md 7). */
export function createTemplateSender(kavenegar: Kavenegar, template: string): TemplateSender {
  return {
    async sendTemplate({ mobile, tokens }) {
      const form = { receptor: nationalMobile(mobile), template, ...withoutSpaces(tokens) };
      return sentBy(await kavenegar.ask('verify/lookup', form));
    },
  };
}

function askStatus(kavenegar: Kavenegar, method: string, ids: readonly string[]): Promise<Answer> {
  return kavenegar.ask(method, { messageid: ids.join(',') });
}

/** The return code decides, not HTTP. Accepted without an id is open: the same `localid` tells it again. */
function sentBy({ heard, reply }: Answer): SmsSent {
  if (heard.type === 'neverLeft') return { type: 'refused', code: 0, mayRetry: true };
  const meaning = reply === null ? null : returnCodeOf(reply.code);
  if (reply === null || meaning === null) return { type: 'unknown' };
  if (meaning.is !== 'accepted') {
    // What is wrong with the account is no fault of the message: once a person has mended it, it goes out.
    return { type: 'refused', code: reply.code, mayRetry: meaning.is !== 'message' };
  }
  const messageId = textOf(reply.entries[0]?.messageid);
  return messageId === null ? { type: 'unknown' } : { type: 'accepted', messageId };
}

/** A token may not hold a space, so that words are joined by low lines as other clients do (contracts.md 7). */
function withoutSpaces(tokens: TemplateTokens): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tokens).map(([name, text]: [string, string]) => [name, text.trim().replace(/\s+/g, '_')]),
  );
}

function toldBy({ reply }: Answer, asked: readonly string[]): readonly (readonly [string, SmsDelivery])[] {
  if (reply?.code !== 200) return [];
  return reply.entries.flatMap(({ messageid, status }) => {
    const id = textOf(messageid);
    const delivery = deliveryOf(wholeOf(status) ?? Number.NaN);
    return id === null || delivery === null || !asked.includes(id) ? [] : [[id, delivery] as const];
  });
}

/** Asked for a message that is none: whoever may ask is answered, with 200 or with something about the id. */
function healthBy({ heard, reply }: Answer): ServiceHealth {
  if (reply === null) {
    const wrong =
      heard.type === 'reply' || heard.type === 'oversized'
        ? 'Kavenegar answers nothing that can be read'
        : 'Kavenegar does not answer';
    return { ok: false, wrong, remedy: 'Check the network and KAVENEGAR_BASE_URL.' };
  }
  const remedy = remedyOf(reply.code);
  if (remedy === undefined) return { ok: true, note: 'Kavenegar answers, and knows the API key' };
  return { ok: false, wrong: `Kavenegar refuses with code ${reply.code}`, remedy };
}
