import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ChannelGone, LineFault } from '../../src/application/ports.ts';
import type { PhoneCall } from '../../src/demo/telephone.ts';
import { eventually, openLine, type Pair, startPair } from '../support/asterisk.ts';

/** Calls that are handed over to an operator, whose exchange is the telephone, and that come back. */

type Line = Awaited<ReturnType<typeof openLine>>;

const NET_SECONDS = 3;
const OPERATOR_SECONDS = 2;
const CALL_ID = 'call_0001';

let pair: Pair;
const opened: Line[] = [];

beforeAll(async () => {
  pair = await startPair({
    ARI_APPS: 'first,second',
    NET_SECONDS: String(NET_SECONDS),
    OPERATOR_SECONDS: String(OPERATOR_SECONDS),
  });
  pair.telephone.seat('20', 'answers');
  pair.telephone.seat('21', 'busy');
  pair.telephone.seat('22', 'rings');
  pair.telephone.seat('23', 'hangsUp');
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((line) => line.close()));
});

afterAll(() => pair?.stop());

async function open(app = 'first'): Promise<Line> {
  const line = await openLine(pair, { app });
  opened.push(line);
  return line;
}

/** A caller who is on the line and has been answered. */
async function connect(line: Line) {
  const phone = await pair.telephone.call({ to: '1000', from: '09121234567' });
  const { channelId: id } = await line.arrival();
  await line.setCallId(id, CALL_ID);
  await line.answer(id);
  await phone.answered;
  return { phone, id };
}

/** The same, in a talk with an operator. */
async function talking(line: Line) {
  const call = await connect(line);
  const rung = pair.telephone.nextCall('20');
  await line.handOver(call.id, '20');
  const operator = await rung;
  await operator.answered;
  return { ...call, operator };
}

const back = (channelId: string, operator: string) => ({
  type: 'back',
  channelId,
  callId: CALL_ID,
  did: '1000',
  callerNumber: '09121234567',
  presentation: 'allowed',
  invoice: null,
  operator,
});

/** What is asked of a channel that no application may know. */
async function ask(
  channelId: string,
  what = '',
): Promise<{ readonly status: number; readonly body: unknown }> {
  const { ariUrl, ariUsername, ariPassword } = pair.asterisk;
  const response = await fetch(`${ariUrl}/ari/channels/${channelId}${what}`, {
    headers: { authorization: `Basic ${btoa(`${ariUsername}:${ariPassword}`)}` },
  });
  return { status: response.status, body: await response.json() };
}

const isGone = (channelId: string) =>
  eventually('the end of the channel', async () => (await ask(channelId)).status === 404);

async function hears(listener: PhoneCall, speaker: PhoneCall) {
  const { soundMs } = await listener.heard();
  await speaker.speak(600);
  await eventually('the voice', async () => (await listener.heard()).soundMs > soundMs + 400);
}

async function speaks(line: Line, channelId: string, playbackId: string) {
  await line.play(channelId, playbackId, ['fa/short']);
  return (await line.until('promptEnded', (event) => event.playbackId === playbackId)).heard;
}

describe('a talk with an operator', () => {
  test('both hear each other beyond the net, nothing of it is told, and then the call is back', async () => {
    const line = await open();
    const began = performance.now();
    const { phone, id, operator } = await talking(line);
    await hears(phone, operator);
    await hears(operator, phone);
    await phone.key('42');
    await sleep(1_000 * (NET_SECONDS + 1) - (performance.now() - began));
    await hears(phone, operator);
    expect(line.heard).toEqual([]);

    await operator.hangUp();
    expect(await line.until('back')).toEqual(back(id, 'answered'));
    expect(await speaks(line, id, `${id}-1`)).toBe('whole');
    await phone.key('7');
    await eventually('the key', () => line.keys(id) === '7');
    const { body } = await ask(id, '/variable?variable=TIMEOUT(absolute)');
    expect(Number((body as { value: string }).value)).toBeGreaterThan(590);
    await phone.hangUp();
    expect((await line.until('gone')).channelId).toBe(id);
    expect(await readdir(join(pair.asterisk.dir, 'state/spool'), { recursive: true })).toEqual([]);
  });

  test('media never stops after it', async () => {
    const line = await open();
    const { phone, operator } = await talking(line);
    await operator.hangUp();
    await line.until('back');
    await sleep(200);
    const { rtpPackets } = await phone.heard();
    await sleep(1_000);
    expect((await phone.heard()).rtpPackets - rtpPackets).toBeGreaterThan(35);
    await phone.hangUp();
  });

  test('an operator who hangs up soon gives the call back, and it can be handed over again', async () => {
    const line = await open();
    const { phone, id } = await connect(line);
    await line.handOver(id, '23');
    expect(await line.until('back')).toEqual(back(id, 'answered'));
    await line.handOver(id, '21');
    expect(await line.until('back', ({ operator }) => operator === 'busy')).toEqual(back(id, 'busy'));
    await phone.hangUp();
  });

  test('a caller who hangs up ends it: nothing comes back', async () => {
    const line = await open();
    const { phone, id, operator } = await talking(line);
    await phone.hangUp();
    await operator.ended;
    await isGone(id);
    await sleep(300);
    expect(line.heard).toEqual([]);
  });

  test('no other process finds it or takes it, and what is asked of the call is ChannelGone', async () => {
    const line = await open();
    const { phone, id, operator } = await talking(line);
    for (const asked of [line.hangUp(id, 16), line.play(id, 'x', ['fa/short']), line.handOver(id, '20')]) {
      await expect(asked).rejects.toThrow(ChannelGone);
    }
    await line.close();
    const [same, other] = [await open('first'), await open('second')];
    await expect(other.take(id)).rejects.toThrow(ChannelGone);
    await sleep(1_000);
    expect([...same.heard, ...other.heard]).toEqual([]);
    await hears(phone, operator);
    await phone.hangUp();
  });
});

describe('an operator who does not come', () => {
  test('busy', async () => {
    const line = await open();
    const { phone, id } = await connect(line);
    await line.handOver(id, '21');
    expect(await line.until('back')).toEqual(back(id, 'busy'));
    await phone.hangUp();
  });

  test('no answer within the time', async () => {
    const line = await open();
    const { phone, id } = await connect(line);
    const rung = pair.telephone.nextCall('22');
    const before = performance.now();
    await line.handOver(id, '22');
    expect(await line.until('back')).toEqual(back(id, 'noAnswer'));
    expect(performance.now() - before).toBeGreaterThan(1_000 * OPERATOR_SECONDS - 200);
    expect(await (await rung).answered).toBe(false);
    expect(await speaks(line, id, `${id}-1`)).toBe('whole');
    await phone.hangUp();
  });

  test('a caller who hangs up while it rings: nothing comes back', async () => {
    const line = await open();
    const { phone, id } = await connect(line);
    const rung = pair.telephone.nextCall('22');
    await line.handOver(id, '22');
    const operator = await rung;
    await phone.hangUp();
    expect(await operator.answered).toBe(false);
    await isGone(id);
    await sleep(300);
    expect(line.heard).toEqual([]);
  });
});

describe('handing over', () => {
  test.each(['20a', '20,30', '', '20@trunk', '+20', '9'.repeat(21)])(
    'to the extension "%s" is refused before anything is asked, and the call goes on',
    async (extension) => {
      const line = await open();
      await expect(line.handOver('nobody', extension)).rejects.toThrow(LineFault);
      const { phone, id } = await connect(line);
      await expect(line.handOver(id, extension)).rejects.toThrow(LineFault);
      expect(await speaks(line, id, `${id}-1`)).toBe('whole');
      await phone.hangUp();
    },
  );

  test('a call that has just left rejects, and is told as gone once', async () => {
    const line = await open();
    const { phone, id } = await connect(line);
    await phone.hangUp();
    await isGone(id);
    await expect(line.handOver(id, '20')).rejects.toThrow(ChannelGone);
    await line.until('gone');
    await sleep(200);
    expect(line.heard.map(({ type }) => type)).toEqual(['gone']);
  });

  test('in the middle of a prompt ends the prompt, which is not told', async () => {
    const line = await open();
    const { phone, id } = await connect(line);
    await line.play(id, `${id}-1`, ['fa/long']);
    const rung = pair.telephone.nextCall('20');
    const before = performance.now();
    await line.handOver(id, '20');
    await (await rung).answered;
    expect(performance.now() - before).toBeLessThan(1_500);
    await phone.hangUp();
    expect(line.heard).toEqual([]);
  });
});

describe('a process that is there no more', () => {
  test('the call comes back to the next application, with its call id', async () => {
    const [first, second] = [await open('first'), await open('second')];
    const { phone, id, operator } = await talking(first);
    await first.close();
    await operator.hangUp();
    expect(await second.until('back')).toEqual(back(id, 'answered'));
    expect(await speaks(second, id, `${id}-1`)).toBe('whole');
    await phone.hangUp();
    await second.until('gone');
  });

  test('one that is passed on when it is back comes back to the next application', async () => {
    const [first, second] = [await open('first'), await open('second')];
    const { phone, id } = await connect(first);
    await first.handOver(id, '21');
    await first.until('back');
    await first.passOn(id);
    expect(await second.until('back')).toEqual(back(id, 'busy'));
    await phone.hangUp();
  });

  test('a coming back that nobody heard is told to the next process, once', async () => {
    const line = await open();
    const { phone, id, operator } = await talking(line);
    const deaf = await deafApplication();
    await operator.hangUp();
    await eventually('the call to be back', async () => {
      const { body } = await ask(id, '/variable?variable=ZANG_BACK');
      return (body as { value?: string }).value === 'ANSWER';
    });
    deaf.close();

    const next = await open();
    expect(await next.until('back')).toEqual(back(id, 'answered'));
    await eventually('the note', async () => {
      const { body } = await ask(id, '/variable?variable=ZANG_BACK');
      return (body as { value?: string }).value === '';
    });
    await next.close();
    const { type, operator: _, ...found } = back(id, 'answered');
    expect(await (await open()).until('found')).toEqual({ ...found, type: 'found' });
    await phone.hangUp();
  });

  test('with no application there, who talked to an operator hears nothing more', async () => {
    const line = await open();
    const { phone, operator } = await talking(line);
    await line.close();
    const { soundMs } = await phone.heard();
    await operator.hangUp();
    expect(await phone.ended).toEqual({ cause: 16 });
    expect((await phone.heard()).soundMs).toBe(soundMs);
  });

  test('with no application there, who found no operator hears that payment is not possible', async () => {
    const line = await open();
    const { phone, id } = await connect(line);
    const { soundMs } = await phone.heard();
    await line.handOver(id, '21');
    await line.close();
    await phone.ended;
    expect((await phone.heard()).soundMs - soundMs).toBeGreaterThan(500);
  });
});

/** Takes the name of the first application and listens to nothing that it is told. */
async function deafApplication(): Promise<WebSocket> {
  const { ariUrl, ariUsername, ariPassword } = pair.asterisk;
  const query = new URLSearchParams({ app: 'first', api_key: `${ariUsername}:${ariPassword}` });
  const socket = new WebSocket(`${ariUrl.replace(/^http/, 'ws')}/ari/events?${query}`);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  return socket;
}
