import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

/** The rules of the house (ARCHITECTURE.md) are held by the linter: each is broken here once. */

const ROOT = resolve(import.meta.dirname, '../..');
const folder = tempFolder();

beforeAll(async () => {
  for (const file of ['biome.json', 'no-math-random.grit', '.gitignore']) {
    await cp(join(ROOT, file), join(folder.path, file));
  }
});
afterAll(() => folder.remove());

/** Lints one file as if it stood at that place in the project. */
async function lint(place: string, code: string): Promise<string> {
  const file = join(folder.path, place);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, code);
  return new Promise((told) => {
    const biome = join(ROOT, 'node_modules/.bin/biome');
    execFile(biome, ['lint', file], { cwd: folder.path }, (_error, stdout, stderr) => told(stdout + stderr));
  });
}

describe('the linter', () => {
  test.each([
    ['domain/a.ts', "import 'node:fs';", 'The domain is pure'],
    ['domain/b.ts', "import 'zod';", 'The domain is pure'],
    ['domain/c.ts', "import '../application/ports.ts';", 'The domain imports nothing but the domain'],
    ['domain/d.ts', 'export const now = Date.now();', 'Time arrives in events'],
    ['domain/e.ts', 'export const lot = Math.random();', 'Randomness arrives in events'],
    ['application/a.ts', "import 'node:fs';", 'through ports.ts'],
    ['application/b.ts', "import '../adapters/vault.ts';", 'its own ports'],
    ['adapters/a.ts', "import '../compose.ts';", 'settings arrive as arguments'],
    ['adapters/a.ts', "import '../compose/store.ts';", 'settings arrive as arguments'],
    ['adapters/store/b.ts', "import '../../sandbox/bank.ts';", 'settings arrive as arguments'],
    ['webhook-signature/a.ts', "import '../domain/webhook/event.ts';", 'nothing but node:crypto'],
    ['webhook-signature/b.ts', "import 'zod';", 'nothing but node:crypto'],
    ['sandbox/a.ts', "import '../domain/payment/card.ts';", 'shares no code'],
    ['cli/a.ts', "import '../adapters/vault.ts';", 'Only compose.ts'],
    ['cli/b.ts', 'export const home = process.env.HOME;', 'noProcessEnv'],
  ])('refuses in src/%s: %s', async (place, code, why) => {
    expect(await lint(`src/${place}`, `${code}\n`)).toContain(why);
  });

  test('lets through what the rules allow', async () => {
    const code = "export { billStatus } from '../domain/payment/status.ts';\n";
    expect(await lint('src/application/good.ts', code)).toContain('No fixes applied');
  });
});
