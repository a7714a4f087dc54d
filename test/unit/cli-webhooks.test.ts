import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createWebhookKeys } from '../../src/adapters/webhooks/keys.ts';
import type { Operations } from '../../src/application/operations.ts';
import type {
  WebhookEvent,
  WebhookFilter,
  WebhookKeys,
  WebhookSelection,
} from '../../src/application/ports.ts';
import { createWebhookOperations } from '../../src/application/webhook-operations.ts';
import type { Cli } from '../../src/cli/cli.ts';
import { failureOf } from '../../src/cli/failure.ts';
import { plainPaint } from '../../src/cli/paint.ts';
import { webhooksCommand } from '../../src/cli/webhooks.ts';

const AT = Date.UTC(2026, 0, 15, 6, 30);
const PENDING: WebhookEvent = {
  eventId: 'evt_1',
  merchantId: 'bookshop',
  seq: 7,
  type: 'payment.paid',
  attemptId: 'att_1',
  invoiceId: null,
  callId: null,
  data: { attemptId: 'att_1', orderId: 'a\u001b[2Jb', invoiceId: null, card: { last4: '1004' } },
  createdAt: AT,
  tries: 2,
  nextAttemptAt: AT + 60_000,
  deliveredAt: null,
  parkedAt: null,
  lastError: 'HTTP 500 instead of 2xx',
};
const PARKED = { ...PENDING, eventId: 'evt_2', seq: 8, nextAttemptAt: null, parkedAt: AT };
const DELIVERED = { ...PENDING, eventId: 'evt_3', nextAttemptAt: null, deliveredAt: AT, lastError: null };
const SECRET = createWebhookKeys(null).secretOf('bookshop', 3);

/** Runs one command over three webhooks; also what was asked of the store. */
async function run(words: string, webhookKeys: WebhookKeys = createWebhookKeys(null)) {
  const asked: (WebhookFilter | WebhookSelection | { overlapMs: number })[] = [];
  const operations = createWebhookOperations({
    webhooks: {
      async list(filter) {
        asked.push(filter);
        return [PARKED, PENDING, DELIVERED];
      },
      show: async (id) => (id === 'evt_1' ? PENDING : null),
      async resend(selection) {
        asked.push(selection);
        return 'parkedOf' in selection ? 12 : Number(selection.eventId === 'evt_1');
      },
      secretVersion: async (id) => (id === 'bookshop' ? { version: 3, previousUntil: null } : null),
      async rotate(_, overlapMs) {
        asked.push({ overlapMs });
        return { version: 4, previousUntil: AT + overlapMs };
      },
    },
    webhookKeys,
  });
  const out: string[] = [];
  const cli: Cli = {
    environment: {},
    paint: plainPaint,
    out: (text) => out.push(text),
    exit: () => {},
    books: (use) => use(operations as Operations),
  };
  const program = new Command().exitOverride().addCommand(quiet(webhooksCommand(cli)));
  const error: unknown = await program.parseAsync(words.split(' '), { from: 'user' }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { out: out.join('\n'), asked, failure: error === null ? null : failureOf(error) };
}

function quiet(command: Command): Command {
  for (const below of command.commands) quiet(below);
  return command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
}

describe('webhooks list', () => {
  test('shows what became of each', async () => {
    const { out, asked } = await run('webhooks');
    expect(asked).toEqual([{ limit: 20 }]);
    expect(out).toMatch(
      /evt_1 +bookshop +7 +15 Jan 2026, 10:00:00 +payment\.paid +pending +2 +HTTP 500 instead/,
    );
    expect(out).toMatch(/evt_2 +bookshop +8 .* parked /);
    expect(out).toMatch(/evt_3 .* delivered +2 +-$/m);
  });

  test('asks for what was asked, as JSON when told so', async () => {
    const { out, asked } = await run('webhooks list --merchant bookshop --parked --limit 5 --json');
    expect(asked).toEqual([{ merchantId: 'bookshop', state: 'parked', limit: 5 }]);
    expect(JSON.parse(out)).toHaveLength(3);
    expect((await run('webhooks list --pending')).asked).toEqual([{ state: 'pending', limit: 20 }]);
    expect((await run('webhooks list --pending --parked')).failure?.exitCode).toBe(2);
  });
});

describe('webhooks show', () => {
  test('shows what is sent, without what it could do to the terminal', async () => {
    const { out } = await run('webhooks show evt_1');
    expect(out).toMatch(/Merchant +bookshop, number 7/);
    expect(out).toMatch(/Next try +15 Jan 2026, 10:01:00/);
    expect(out).toMatch(/orderId +a \[2Jb/);
    expect(out).toMatch(/card +\{"last4":"1004"\}/);
    expect(out).toMatch(/invoiceId +-/);
  });

  test('says that there is none', async () => {
    expect((await run('webhooks show evt_9')).failure).toMatchObject({
      exitCode: 1,
      sentence: expect.stringContaining('There is no webhook evt_9'),
    });
  });
});

describe('webhooks resend', () => {
  test('takes one, or all that are parked of a merchant', async () => {
    expect(await run('webhooks resend evt_1')).toMatchObject({
      asked: [{ eventId: 'evt_1' }],
      out: '1 webhook will be sent again.',
    });
    expect(await run('webhooks resend --parked --merchant bookshop')).toMatchObject({
      asked: [{ parkedOf: 'bookshop' }],
      out: '12 webhooks will be sent again.',
    });
    expect((await run('webhooks resend evt_9')).failure?.sentence).toContain('There is no webhook evt_9');
  });

  test.each(['', ' --parked', ' --merchant bookshop', ' evt_1 --parked --merchant bookshop'])(
    'takes nothing else: resend%s',
    async (words) => {
      expect((await run(`webhooks resend${words}`)).failure?.exitCode).toBe(2);
    },
  );
});

describe('webhooks secret', () => {
  test('is shown, with a warning where everybody can know it', async () => {
    const { out } = await run('webhooks secret --merchant bookshop');
    expect(out).toContain(`${SECRET}\nIt is number 3, and signs alone.\n`);
    expect(out).toContain('for the sandbox only');
    const own = createWebhookKeys(Buffer.alloc(32, 7));
    const safe = await run('webhooks secret --merchant bookshop', own);
    expect(safe.out).toBe(`${own.secretOf('bookshop', 3)}\nIt is number 3, and signs alone.`);
    expect(own.secretOf('bookshop', 3)).not.toBe(SECRET);
  });

  test('is rotated, with an overlap of a day unless told another', async () => {
    const { out, asked } = await run('webhooks secret --merchant bookshop --rotate');
    expect(asked).toEqual([{ overlapMs: 24 * 3_600_000 }]);
    expect(out).toContain('number 4; the one before signs too until 16 Jan 2026, 10:00:00');
    const { asked: long } = await run('webhooks secret --merchant bookshop --rotate --overlap-hours 48');
    expect(long).toEqual([{ overlapMs: 48 * 3_600_000 }]);
  });

  test('is refused for a wrong use, and for a merchant who is not there', async () => {
    expect((await run('webhooks secret')).failure?.exitCode).toBe(2);
    expect((await run('webhooks secret --merchant bookshop --overlap-hours 4')).failure?.exitCode).toBe(2);
    expect((await run('webhooks secret --merchant nobody')).failure?.sentence).toContain(
      'no merchant nobody',
    );
  });
});

test('secrets differ by merchant and by version', () => {
  const { secretOf } = createWebhookKeys(null);
  const secrets = ['a', 'b'].flatMap((merchant) => [1, 2].map((version) => secretOf(merchant, version)));
  expect(new Set(secrets).size).toBe(4);
  expect(secrets.every((secret) => /^whsec_[\w-]{43}$/.test(secret))).toBe(true);
});
