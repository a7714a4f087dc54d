import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAsterisk } from '../../src/demo/asterisk-process.ts';
import { type SipDialling, type SipPhone, startSipPhone } from '../../src/demo/telephone/sip-phone.ts';
import { CACHE, eventually, openLine, type Pair, startPair } from '../support/asterisk.ts';

let pair: Pair;
let line: Awaited<ReturnType<typeof openLine>>;
let phone: SipPhone;

beforeAll(async () => {
  pair = await startPair();
  line = await openLine(pair);
  phone = startSipPhone({ trunk: { host: pair.asterisk.sipHost, port: pair.asterisk.sipPort } });
});

afterAll(async () => {
  await phone?.stop();
  await line?.close();
  await pair?.stop();
});

/** Calls the line; resolves to both ends of the call, not answered yet. */
async function ring(dialling: Partial<SipDialling> = {}) {
  const call = await phone.call({ to: '1000', from: '09121234567', ...dialling });
  const arrived = await line.arrival();
  return { call, arrived, id: arrived.channelId };
}

async function connect(dialling: Partial<SipDialling> = {}) {
  const { call, id } = await ring(dialling);
  await line.answer(id);
  await call.answered;
  return { call, id };
}

const CARD = '6037997112233445';
const NO_EVENTS = { telephoneEvent: null };

describe('keys', () => {
  interface Habit {
    readonly caller: string;
    readonly dialling: Partial<SipDialling>;
    readonly timing?: { readonly durationMs: number; readonly betweenMs: number };
  }
  const SHORT = { durationMs: 40, betweenMs: 80 };
  const HASTY = { durationMs: 40, betweenMs: 20 };
  const HABITS: readonly Habit[] = [
    { caller: 'telephone-event 101', dialling: {} },
    { caller: 'telephone-event 96', dialling: { telephoneEvent: 96 } },
    { caller: 'telephone-event 100', dialling: { telephoneEvent: 100 } },
    { caller: 'A-law only', dialling: { codec: 'alaw' } },
    { caller: 'mu-law only', dialling: { codec: 'ulaw' } },
    { caller: 'tones in A-law', dialling: { keysBy: 'inband', codec: 'alaw', ...NO_EVENTS } },
    { caller: 'tones in mu-law', dialling: { keysBy: 'inband', codec: 'ulaw', ...NO_EVENTS } },
    { caller: 'SIP INFO', dialling: { keysBy: 'info', ...NO_EVENTS } },
    { caller: 'SIP INFO beside telephone-event', dialling: { keysBy: 'info' } },
    { caller: 'one end packet', dialling: { endPackets: 1 } },
    { caller: 'doubled end packets', dialling: { endPackets: 6 } },
    { caller: '40 ms keys', dialling: {}, timing: SHORT },
    { caller: '40 ms keys, doubled end packets', dialling: { endPackets: 6 }, timing: SHORT },
    { caller: '40 ms tones', dialling: { keysBy: 'inband', ...NO_EVENTS }, timing: SHORT },
    { caller: '40 ms keys by SIP INFO', dialling: { keysBy: 'info' }, timing: SHORT },
    { caller: '40 ms keys faster than Asterisk likes', dialling: {}, timing: HASTY },
    { caller: 'lost end packets', dialling: { endPackets: 0 }, timing: { durationMs: 100, betweenMs: 200 } },
  ];

  test('every kind of key arrives once and in order, in calls side by side', async () => {
    const calls = [];
    for (const habit of HABITS) calls.push({ ...habit, ...(await connect(habit.dialling)) });
    await Promise.all(calls.map(({ call, timing }) => call.key(`${CARD}#*`, timing)));
    // What Asterisk puts aside comes late.
    await sleep(1_500);
    const arrived = calls.map(({ caller, id }) => [caller, line.keys(id)]);
    expect(arrived).toEqual(HABITS.map(({ caller }) => [caller, `${CARD}#*`]));
    await Promise.all(calls.map(({ call }) => call.hangUp()));
  });

  test('of four seconds are one key each, and the next one is heard', async () => {
    const calls = [
      await connect(),
      await connect({ keysBy: 'inband', ...NO_EVENTS }),
      await connect({ keysBy: 'info' }),
    ];
    const keyed = calls.map(async ({ call, id }) => {
      await call.key('5', { durationMs: 4_000 });
      const { durationMs } = await line.until('key', (event) => event.channelId === id);
      expect(Math.abs(durationMs - 4_000)).toBeLessThan(100);
      await call.key('6');
      // By SIP INFO it comes 4 s later: Asterisk plays the long key to itself first.
      await eventually('the next key', () => line.keys(id) === '56');
      await call.hangUp();
    });
    await Promise.all(keyed);
  });

  test('whose ends are lost end by time: the same key sooner than 150 ms after is the same press', async () => {
    const { call, id } = await connect({ endPackets: 0 });
    await call.key('111', { betweenMs: 80 });
    await sleep(300);
    await call.key('1');
    await sleep(500);
    expect(line.keys(id)).toBe('11');
    await call.hangUp();
  });

  test('as tones are not heard where telephone-event was agreed on', async () => {
    const { call, id } = await connect({ keysBy: 'inband' });
    await call.key('123');
    await sleep(300);
    expect(line.keys(id)).toBe('');
    await call.hangUp();
  });

  test('as events cannot be sent where none were agreed on', async () => {
    const { call } = await connect(NO_EVENTS);
    await expect(call.key('1')).rejects.toThrow('No telephone-event was agreed on');
    await call.hangUp();
  });

  test('during a prompt arrive, tones as well', async () => {
    const { call, id } = await connect({ keysBy: 'inband', ...NO_EVENTS });
    await line.play(id, `${id}-1`, ['fa/long']);
    await call.key('2211');
    await eventually('all keys', () => line.keys(id) === '2211');
    await call.hangUp();
  });
});

describe('who calls', () => {
  const WITHHELD = { callerNumber: null, presentation: 'withheld' };
  const shown = (callerNumber: string) => ({ callerNumber, presentation: 'allowed' });
  const MOBILE = '09121234567';

  test.each<[string, Partial<SipDialling>, object]>([
    ['a national number', { from: MOBILE }, shown(MOBILE)],
    ['with +98', { from: '+989121234567' }, shown('+989121234567')],
    ['with 0098', { from: '00989121234567' }, shown('00989121234567')],
    ['with 98', { from: '989121234567' }, shown('989121234567')],
    ['without the zero', { from: '9121234567' }, shown('9121234567')],
    ['a landline', { from: '02188776655' }, shown('02188776655')],
    ['nobody', { from: '' }, WITHHELD],
    ['anonymous', { from: 'anonymous' }, WITHHELD],
    ['a number that would add arguments', { from: '0912,prohib,x' }, shown('0912')],
    ['the same, escaped', { from: '0912%2Cprohib%2Cx' }, shown('0912')],
    ['a number that would be a variable', { from: '0912%29%24%7BEXTEN%7D' }, shown('0912')],
    ['an asserted number beside From', { from: '02188776655', asserted: MOBILE }, shown(MOBILE)],
    ['an asserted number, From anonymous', { from: 'anonymous', asserted: MOBILE }, shown(MOBILE)],
    ['an asserted number that is private', { from: MOBILE, asserted: MOBILE, privacy: true }, WITHHELD],
    ['an asserted number that would add arguments', { asserted: '0912,prohib,x' }, shown('0912')],
    ['withheld, known to the exchange', { withheld: true }, WITHHELD],
    ['Privacy without an asserted number hides nothing', { privacy: true }, shown(MOBILE)],
  ])('%s', async (_, dialling, caller) => {
    const { call, arrived, id } = await ring(dialling);
    expect(arrived).toEqual({ type: 'arrived', channelId: id, did: '1000', invoice: null, ...caller });
    await call.hangUp();
  });
});

describe('hold', () => {
  test.each(['sendonly', 'inactive'] as const)('the line is held (%s) and taken back', async (direction) => {
    const { call, id } = await connect();
    await call.key('12');
    await call.hold(direction);
    await sleep(1_000);
    await call.resume();
    const { rtpPackets } = await call.heard();
    await call.key('34');
    await eventually('all keys', () => line.keys(id) === '1234');
    expect((await call.heard()).rtpPackets - rtpPackets).toBeGreaterThan(10);
    await line.play(id, `${id}-1`, ['fa/short', 'fa/short']);
    await eventually('the sound', async () => (await call.heard()).soundMs >= 700);
    await call.hangUp();
  });

  test('its music is no key for a line that listens to tones', async () => {
    const { call, id } = await connect({ keysBy: 'inband', ...NO_EVENTS });
    await call.hold();
    await sleep(1_000);
    await call.resume();
    await call.key('7');
    await eventually('the key', () => line.keys(id) === '7');
    await call.hangUp();
  });
});

test.each(['alaw', 'ulaw'] as const)('what the caller hears is counted: %s', async (codec) => {
  const { call, id } = await connect({ codec });
  for (const n of [1, 2]) {
    await line.play(id, `${id}-${n}`, ['fa/short']);
    await line.until('promptEnded', (event) => event.playbackId === `${id}-${n}`);
    await sleep(400);
  }
  const { rtpPackets, sounds, soundMs } = await call.heard();
  expect(sounds).toBe(2);
  expect(Math.abs(soundMs - 800)).toBeLessThan(100);
  expect(rtpPackets).toBeGreaterThan(60);
  await call.hangUp();
});

describe('the end of a call', () => {
  test.each([17, 21, 34] as const)('refused with cause %i', async (cause) => {
    const { call, id } = await ring();
    await line.hangUp(id, cause);
    expect(await call.ended).toEqual({ cause });
    expect(await call.answered).toBe(false);
    await expect(call.key('1')).rejects.toThrow('The call is over');
  });

  test('CANCEL before the answer', async () => {
    const { call, id } = await ring();
    await call.hangUp();
    expect(await call.answered).toBe(false);
    await line.until('gone', (event) => event.channelId === id);
  });

  test('CANCEL in the moment of the answer', async () => {
    const { call, id } = await ring();
    await Promise.all([line.answer(id).catch(() => undefined), call.hangUp()]);
    expect(await call.ended).toEqual({ cause: 16 });
    await line.until('gone', (event) => event.channelId === id);
  });

  test.each<[string, Partial<SipDialling>]>([
    ['telephone-event', {}],
    ['SIP INFO', { keysBy: 'info' }],
  ])('BYE right after the last key, which is heard: %s', async (_, dialling) => {
    const { call, id } = await connect(dialling);
    // By SIP INFO a key is lost if Asterisk still plays the one before it to itself.
    await call.key('12345#', { betweenMs: 200 });
    await call.hangUp();
    // Such a BYE gives no reason.
    expect((await line.until('gone', (event) => event.channelId === id)).cause).toBe(null);
    expect(line.keys(id)).toBe('12345#');
  });

  test('hung up by the line', async () => {
    const { call, id } = await connect();
    await line.hangUp(id, 16);
    expect(await call.ended).toEqual({ cause: 16 });
  });

  test('the telephone is put away with calls up, ringing, and silent', async () => {
    const { sipHost: host, sipPort: port } = pair.asterisk;
    const another = startSipPhone({ trunk: { host, port } });
    const calls = [];
    for (const from of ['09120000001', '09120000002', '09120000003']) {
      calls.push({ call: await another.call({ to: '1000', from }), id: (await line.arrival()).channelId });
    }
    const [up, , silent] = calls;
    if (up === undefined || silent === undefined) throw new Error('There are three calls.');
    await line.answer(up.id);
    await up.call.answered;
    silent.call.goSilent();
    await another.stop();
    expect(await Promise.all(calls.map(({ call }) => call.ended))).toEqual(calls.map(() => ({ cause: 16 })));
    await line.hangUp(silent.id, 16);
  });

  test('sound that stops without BYE ends the call in time', async () => {
    const overlay = join(pair.dir, 'hasty');
    await mkdir(overlay);
    const usual = await readFile(join(import.meta.dirname, '../../dialplan/pjsip.conf'), 'utf8');
    await writeFile(join(overlay, 'pjsip.conf'), usual.replace('rtp_timeout = 120', 'rtp_timeout = 2'));
    const values = { SOUNDS: pair.sounds };
    const asterisk = await startAsterisk({ dir: join(pair.dir, 'second'), cache: CACHE, overlay, values });
    const hasty = await openLine({ asterisk, sounds: pair.sounds });
    const callers = startSipPhone({ trunk: { host: asterisk.sipHost, port: asterisk.sipPort } });
    const call = await callers.call({ to: '1000', from: '09121234567' });
    const { channelId } = await hasty.arrival();
    await hasty.answer(channelId);
    await call.answered;
    await sleep(500);
    call.goSilent();
    await hasty.until('gone', (event) => event.channelId === channelId);
    await call.ended;
    await hasty.close();
    await asterisk.stop();
  });
});

test('nobody at the other end is told in one sentence', async () => {
  const lost = startSipPhone({ trunk: { host: '127.0.0.1', port: 9 } });
  await expect(lost.call({ to: '1000', from: '' })).rejects.toThrow('Nobody answers SIP at 127.0.0.1:9.');
});
