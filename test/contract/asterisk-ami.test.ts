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
