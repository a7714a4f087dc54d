import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sms } from '../../src/sandbox/sms.ts';
import { testCards } from '../../src/sandbox/test-cards.ts';

const MODULE = new URL('../../src/cli/sandbox.ts', import.meta.url).href;
const MAIN = `
  const { sandboxCommand } = await import('${MODULE}');
  await sandboxCommand({ defaultPort: 0 }).parseAsync(process.argv.slice(1), { from: 'user' });`;

let running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running = [];
});

/** Runs the command in a process of its own; `line` is what it printed up to a match. */
function run(...flags: string[]) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', MAIN, '--', ...flags]);
  running.push(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const exit = once(child, 'exit').then(([code, signal]) => code ?? signal);
  const until = async (form: RegExp) => {
    await expect.poll(() => form.test(said.out), { timeout: 20_000 }).toBe(true);
    return said.out;
  };
  return { said, exit, until, end: (signal: NodeJS.Signals) => child.kill(signal) };
}

describe('zangpay sandbox', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'with --json prints one document, works, and ends by %s',
    async (signal) => {
      const command = run('--json', '--pin-length', '8');
      const ready = JSON.parse(await command.until(/\n$/));
      expect(ready).toEqual({
        url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        gatewayUrl: `${ready.url}/api`,
        port: expect.any(Number),
        sms: `${ready.url}/_sandbox/sms`,
        ledger: `${ready.url}/_sandbox/ledger`,
        messages: `${ready.url}/_sandbox/messages`,
        cards: testCards.map(({ number, name, happens }) => ({ number, name, happens })),
        people,
        environment: expect.objectContaining({
          PAYSTAR_BASE_URL: ready.gatewayUrl,
          KAVENEGAR_BASE_URL: `${ready.url}/v1`,
        }),
      });
      await fetch(`${ready.gatewayUrl}/ivr/bpm/otp-v2`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ amount: 1_000, pan: '6037990000001004', order_id: '1', sequence: 'a' }),
      });
      const [sms] = (await (await fetch(ready.sms)).json()) as [Sms];
      expect(sms.pin).toMatch(/^\d{8}$/);
      command.end(signal);
      expect(await command.exit).toBe(0);
      expect(command.said.out.trim().split('\n')).toHaveLength(1);
      expect(command.said.out + command.said.err).not.toContain(sms.pin);
    },
  );

  test('for people prints its address, every test card and how to read the SMS', async () => {
    const command = run();
    const text = await command.until(/Ctrl-C ends it/);
    expect(text).toMatch(
      /listens on http:\/\/127\.0\.0\.1:\d+ \(PAYSTAR_BASE_URL=http:\/\/127\.0\.0\.1:\d+\/api\)/,
    );
    for (const card of testCards) expect(text).toContain(card.number);
    for (const { nationalId } of people) expect(text).toContain(nationalId);
    expect(text).toContain('/_sandbox/sms?pan_last4=1004');
    expect(text).toMatch(/KAVENEGAR_BASE_URL=http:\/\/127\.0\.0\.1:\d+\/v1/);
    command.end('SIGINT');
    expect(await command.exit).toBe(0);
  });

  test('a taken port is one sentence and exit 1', async () => {
    const first = await startSandbox({ port: 0 });
    const command = run('--port', String(first.port));
    expect(await command.exit).toBe(1);
    await first.close();
    expect(command.said).toEqual({
      out: '',
      err: `Port ${first.port} on 127.0.0.1 is taken: end what uses it, or choose another port.\n`,
    });
  });

  test.each([
    [['--port', '70000'], 'Give a whole number from 0 to 65535.'],
    [['--pin-length', '9'], 'Give a whole number from 5 to 8.'],
    [['--pin-life', 'soon'], 'Give a whole number from 1 to 3600.'],
  ])('%j is refused with its range', async (flags, sentence) => {
    const command = run(...flags);
    expect(await command.exit).toBe(1);
    expect(command.said.err).toContain(sentence);
    expect(command.said.err).not.toContain('    at ');
  });

  test('--help shows the test cards and examples', async () => {
    const command = run('--help');
    expect(await command.exit).toBe(0);
    for (const { number, happens } of testCards) {
      expect(command.said.out).toContain(number);
      expect(command.said.out).toContain(happens);
    }
    expect(command.said.out).toContain('$ zangpay sandbox --port 0');
  });
});
