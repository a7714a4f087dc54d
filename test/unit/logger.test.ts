import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/adapters/logger.ts';
import { PAN, secretOf } from '../support/fakes.ts';

const MODULE = new URL('../../src/adapters/logger.ts', import.meta.url).href;

function written(fields: object): Record<string, unknown> & { line: string } {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
  log.error(fields, 'it failed');
  const [line = ''] = lines;
  return { ...JSON.parse(line), line };
}

describe('the log', () => {
  it.each(['error', 'err'])('says of an error under %s what went wrong and where', (name) => {
    const error = Object.assign(new TypeError('it broke'), { code: 'EBROKEN' });
    expect(written({ [name]: error })[name]).toEqual({
      name: 'TypeError',
      message: 'it broke',
      code: 'EBROKEN',
      stack: expect.stringContaining('logger.test.ts'),
    });
    expect(written({ [name]: 'a text' })[name]).toEqual({ message: 'a text' });
  });

  it('keeps what else an error carries to itself: a database puts the refused row there', () => {
    const detail = `Key (hash)=(${'ab'.repeat(32)}) already exists.`;
    const error = Object.assign(new Error('duplicate key'), { detail, where: detail, parameters: [detail] });
    expect(written({ error }).line).not.toContain('abab');
  });

  it.each([
    { pan: PAN },
    { deep: { pin: '73915284' } },
    { note: `card ${PAN}` },
    { error: new Error(`card ${PAN}`) },
    { secret: secretOf(PAN), other: secretOf(PAN) },
  ])('hides what looks like a secret in %o', (fields) => {
    expect(written(fields).line).not.toMatch(/73915284|6037991846275315/);
  });

  it.each([
    { nationalId: '0012345679' },
    { asked: { national_id: '0012345679', birth_date: '0012345679' } },
    { person: { birthDate: '0012345679' } },
    { held: { key: { refreshToken: '0012345679', access_token: '0012345679' } } },
    { apiKey: '0012345679', access_password: '0012345679' },
  ])('hides by its name what nobody could tell by its look, in %o', (fields) => {
    expect(written(fields).line).not.toContain('0012345679');
  });

  it('does not throw where it cannot be written: a payment may be going through', () => {
    const script = `
      const { createLogger } = await import(${JSON.stringify(MODULE)});
      const log = createLogger({ level: 'info' });
      for (let n = 0; n < 20_000; n += 1) log.info({ n, filler: 'x'.repeat(200) }, 'the bank was asked to pay');
      process.stdout.write('went on');`;
    const full = openSync('/dev/full', 'w');
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', full],
    });
    closeSync(full);
    expect([String(run.stdout), run.status]).toEqual(['went on', 0]);
  });
});
