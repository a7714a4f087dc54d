import { describe, expect, it } from 'vitest';
import { readArrival } from '../../src/adapters/asterisk/events.ts';
import { createLine } from '../../src/adapters/asterisk/line.ts';
import { createPrompter } from '../../src/adapters/asterisk/prompter.ts';
import type { Rest } from '../../src/adapters/asterisk/rest.ts';
import { ChannelGone, type LineEvent, LineFault } from '../../src/application/ports.ts';

/** The order in which a call leaves our application, is back, and the answer to our asking comes, is Asterisk's. */

const ID = 'channel-1';

/** A line with one call, and an Asterisk that says of its channel what is given. */
function lineWithOneCall() {
  const told: LineEvent[] = [];
  const tell = (event: LineEvent) => void told.push(event);
  const silent = () => undefined;
  const line = createLine(asterisk, 'zangpay', createPrompter(asterisk, '/sounds', tell), tell, {
    info: silent,
    warn: silent,
    error: silent,
  });
  const start = (...args: string[]) => line.follow({ type: 'StasisStart', channel: { id: ID }, args });
  start('v1', '1000', '09121234567', 'allowed');
  told.length = 0;
  const answer = Promise.withResolvers<void>();
  const letGo = line.letGo(ID, () => answer.promise);
  return {
    line,
    told,
    start,
    answer,
    letGo,
    end: () => line.follow({ type: 'StasisEnd', channel: { id: ID } }),
  };
}

const asterisk: Rest = {
  async request(method, path) {
    if (method !== 'GET') return null;
    if (!path.includes('variable=')) return { caller: { number: '09121234567' } };
    return { value: path.endsWith('ZANG_CALL') ? 'call_1' : path.endsWith('ZANG_DID') ? '1000' : '' };
  },
  close: async () => undefined,
};

/** Lets everything that waits for nothing outside run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const types = (told: readonly LineEvent[]) => told.map(({ type }) => type);

describe('a call that is let go', () => {
  it('is not told of, whether it leaves before the answer or after it', async () => {
    const early = lineWithOneCall();
    early.end();
    early.answer.resolve();
    await early.letGo;
    const late = lineWithOneCall();
    late.answer.resolve();
    await late.letGo;
    late.end();
    await settled();
    expect([...early.told, ...late.told]).toEqual([]);
    expect(() => early.line.channel(ID)).toThrow(ChannelGone);
    expect(() => late.line.channel(ID)).toThrow(ChannelGone);
  });

  it('is followed when it is back sooner than the answer', async () => {
    const { line, told, start, end, answer, letGo } = lineWithOneCall();
    end();
    start('v1', 'back', 'CHANUNAVAIL');
    await settled();
    answer.resolve();
    await letGo;
    await settled();
    expect(told).toEqual([
      {
        type: 'back',
        channelId: ID,
        callId: 'call_1',
        did: '1000',
        callerNumber: '09121234567',
        presentation: 'allowed',
        invoice: null,
        operator: 'noAnswer',
      },
    ]);
    expect(line.channel(ID).channelId).toBe(ID);
    end();
    expect(types(told)).toEqual(['back', 'gone']);
  });
});

describe('a payer whom we rang', () => {
  const arrived = (...args: string[]) => readArrival(ID, ['v1', '1000', '+989121234567', 'allowed', ...args]);

  it('arrives with the code of the invoice', () => {
    expect(arrived('12345674')).toMatchObject({ did: '1000', invoice: '12345674' });
  });

  it.each([[[]], [['']], [['12345678']], [['12']], [['1234567४']], [['12345674 ']], [['0'.repeat(12)]]])(
    'arrives without one when it is no code: %j',
    (args) => {
      expect(arrived(...args)).toMatchObject({ did: '1000', invoice: null });
    },
  );
});

describe('a call that Asterisk does not let go', () => {
  it.each([new ChannelGone('it has left'), new LineFault('no answer')])(
    'is gone once it ends: %s',
    async (why) => {
      const { told, end, answer, letGo } = lineWithOneCall();
      answer.reject(why);
      await expect(letGo).rejects.toBe(why);
      expect(told).toEqual([]);
      end();
      expect(told).toEqual([{ type: 'gone', channelId: ID, cause: null }]);
    },
  );

  it('is gone when it had ended before the answer, and not sooner', async () => {
    const { told, end, answer, letGo } = lineWithOneCall();
    end();
    await settled();
    expect(told).toEqual([]);
    answer.reject(new ChannelGone('it has left'));
    await expect(letGo).rejects.toThrow(ChannelGone);
    await settled();
    expect(types(told)).toEqual(['gone']);
  });
});
