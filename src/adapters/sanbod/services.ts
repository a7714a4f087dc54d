import { Fault } from '../../application/fault.ts';
import type { BankAnswer } from '../../application/ports.ts';
import type { Fields } from '../provider/json-body.ts';
import { askWithToken, type TokenKeeper } from '../provider/tokens.ts';
import { post } from './post.ts';
import { type Frame, readFrame } from './read-frame.ts';
import type { SanbodToken } from './read-token.ts';
import type { SanbodService, SanbodSettings } from './settings.ts';

/**
 * What a business call came to; `noAccess`: nothing was asked, for want of a token. `asked` is how often it went out:
 * twice when a token was refused.
 */
export type Answer =
  | (Frame & { readonly traceId: string; readonly asked: number })
  | { readonly type: 'noAccess'; readonly why: string };

/** Where the token for a call comes from. Rejects with a `Fault` where nobody has consented. */
export type Access = () => Promise<TokenKeeper<SanbodToken>>;

export interface ServiceCall {
  readonly service: SanbodService;
  readonly fields: Fields;
  readonly access: Access;
  readonly timeoutMs: number;
}

/**
 * Asks a business service. A token that is refused moved nothing, so that one more try with another is safe; nothing
 * else is ever sent again. Never rejects.
 */
export async function askService(settings: SanbodSettings, call: ServiceCall): Promise<Answer> {
  const { service: to, fields, timeoutMs } = call;
  let asked = 0;
  const ask = async ({ value }: SanbodToken) => {
    asked += 1;
    const { exchange, traceId } = await post(settings, {
      ...{ to, fields, timeoutMs },
      authorization: `Bearer ${value}`,
    });
    return { ...readFrame(exchange), traceId, asked };
  };
  try {
    return await askWithToken(await call.access(), ask, isTokenRefused);
  } catch (error) {
    if (error instanceof Fault) return { type: 'noAccess', why: error.message };
    settings.log.error({ err: error, call: to }, 'a token could not be got');
    return { type: 'noAccess', why: 'The token could not be read from the store: the log says why.' };
  }
}

function isTokenRefused(frame: Frame): boolean {
  return frame.type === 'refused' && frame.tokenRefused;
}

/**
 * Makes an answer of a call that moves nothing.
 * @param read the value in `message`, or the sentence that says why it is not to be used
 */
export function answerOf<T>(
  answer: Answer,
  read: (message: unknown) => { readonly value: T } | { readonly why: string },
): BankAnswer<T> {
  switch (answer.type) {
    case 'noAccess':
      return answer;
    case 'refused':
      return { type: 'refused', reasons: answer.reasons, traceId: answer.traceId };
    case 'unclear':
    case 'neverLeft':
      return {
        type: 'unavailable',
        why: `Sanbod gave no usable answer: ${answer.note}.`,
        traceId: answer.traceId,
      };
    case 'success': {
      const found = read(answer.message);
      const { traceId } = answer;
      return 'why' in found
        ? { type: 'unusable', ...found, traceId }
        : { type: 'answered', ...found, traceId };
    }
  }
}
