import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ami, connectAmi } from '../../src/adapters/asterisk/ami.ts';
import { LineFault } from '../../src/application/ports.ts';
import { freeTcpPort } from '../../src/demo/free-ports.ts';
import { eventually, openLine, type Pair, startPair } from '../support/asterisk.ts';

let pair: Pair;
let ami: Ami;

beforeAll(async () => {
  pair = await startPair();
  ami = await connectAmi(account());
});

afterAll(async () => {
  await ami?.close();
  await pair?.stop();
});

function account(change: object = {}) {
  const { amiHost: host, amiPort: port, amiUsername: username, amiPassword: password } = pair.asterisk;
  return { host, port, username, password, ...change };
}

test('it answers a ping', async () => {
  await ami.ping();
});

test('a wrong password is one clear sentence', async () => {
  const refused = connectAmi(account({ password: 'wrong' }));
  await expect(refused).rejects.toThrow(LineFault);
  await expect(refused).rejects.toThrow(/refuses the user "zangpay": check AMI_PASSWORD/);
});

test('an interface that is not there is one clear sentence', async () => {
  const port = await freeTcpPort();
  await expect(connectAmi(account({ port }))).rejects.toThrow(
    `Asterisk's manager interface at 127.0.0.1:${port} does not answer`,
  );
});

test('a line break in the account is refused, since it would add an action', async () => {
  await expect(connectAmi(account({ password: 'x\r\nAction: Ping' }))).rejects.toThrow(/line breaks/);
});

test('a call is placed: the telephone rings over the trunk, and who answers reaches the line as a caller does', async () => {
  const line = await openLine(pair);
  const rung = pair.telephone.nextCall();
  await ami.placeCall({ line: '1000', to: '09121234567' });
  const phone = await rung;
  const arrived = await line.arrival();
  expect(arrived).toMatchObject({ did: '1000', callerNumber: '09121234567', presentation: 'allowed' });
  await line.play(arrived.channelId, 'hello', ['fa/short']);
  await phone.key('42');
  await eventually('the keys', () => line.keys(arrived.channelId) === '42');
  await line.hangUp(arrived.channelId, 16);
  expect(await phone.ended).toEqual({ cause: 16 });
  await line.close();
});

const BACK = { line: '1000', mobile: '+989121234567', invoice: '12345674' };

test('a payer is rung: they see the line, and who answers reaches it as the payer of that invoice', async () => {
  const line = await openLine(pair);
  const rung = pair.telephone.nextCall();
  const { ended } = await ami.ring({ callRequestId: 'ring_1', ...BACK });
  const phone = await rung;
  expect(await phone.shown()).toBe('1000');
  const arrived = await line.arrival();
  expect(arrived).toMatchObject({
    channelId: 'ring_1',
    did: '1000',
    callerNumber: '+989121234567',
    presentation: 'allowed',
    invoice: '12345674',
  });
  expect(await ended).toBe('answered');
  await line.play(arrived.channelId, 'hello', ['fa/short']);
  await phone.key('42');
  await eventually('the keys', () => line.keys(arrived.channelId) === '42');
  await line.hangUp(arrived.channelId, 16);
  expect(await phone.ended).toEqual({ cause: 16 });
  await line.close();
});

test('a payer who was rung is known to a process that finds them', async () => {
  const first = await openLine(pair);
  const rung = pair.telephone.nextCall();
  await ami.ring({ callRequestId: 'ring_2', ...BACK });
  const phone = await rung;
  await first.arrival();
  await first.close();
  const second = await openLine(pair);
  expect(await second.until('found')).toMatchObject({
    channelId: 'ring_2',
    did: '1000',
    callerNumber: '+989121234567',
    invoice: '12345674',
  });
  await phone.hangUp();
  await second.close();
});

test.each([
  ['busy', '09121111111', 'busy'],
  ['declines', '09122222222', 'noAnswer'],
] as const)('a payer who %s is told so', async (manner, extension, outcome) => {
  pair.telephone.seat(extension, manner);
  const { ended } = await ami.ring({
    callRequestId: `ring_${manner}`,
    ...BACK,
    mobile: `+98${extension.slice(1)}`,
  });
  expect(await ended).toBe(outcome);
});

test('a payer who does not answer is told so', { timeout: 70_000 }, async () => {
  pair.telephone.seat('09123333333', 'rings');
  const { ended } = await ami.ring({ callRequestId: 'ring_3', ...BACK, mobile: '+989123333333' });
  expect(await ended).toBe('noAnswer');
});

test.each([
  ['an added action', { mobile: '+989121234567\r\nAction: Logoff' }],
  ['an added variable', { invoice: '12345674,ZANG_PAYER=+989129999999' }],
  ['another context', { line: '1000@operator' }],
  ['a landline', { mobile: '+982112345678' }],
  ['an id that is none', { callRequestId: 'x\r\ny' }],
])('nobody is rung with %s', async (_, change) => {
  await expect(ami.ring({ callRequestId: 'ring_9', ...BACK, ...change })).rejects.toThrow(LineFault);
});

test('an interface that closes while a telephone rings tells nothing of its end', async () => {
  const another = await connectAmi(account());
  pair.telephone.seat('09124444444', 'rings');
  const { ended } = await another.ring({ callRequestId: 'ring_4', ...BACK, mobile: '+989124444444' });
  await another.close();
  expect(await ended).toBeNull();
});

test('an endpoint that does not exist is told', async () => {
  await expect(ami.placeCall({ line: '1000', to: 'PJSIP/nobody' })).rejects.toThrow(
    'Asterisk refused Originate',
  );
});

test.each([
  ['a channel of another kind', { line: '1000', to: 'Local/1@from-trunk' }],
  ['an added action', { line: '1000', to: 'PJSIP/a\r\nAction: Logoff' }],
  ['no number', { line: 'from-trunk', to: '09121234567' }],
])('%s is refused', async (_, request) => {
  await expect(ami.placeCall(request)).rejects.toThrow(LineFault);
});
