import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

/** The rules of the house (ARCHITECTURE.md) are held by the linter: each is broken here once. What it cannot see is looked at here. */

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

/** A line that git leaves where it could not merge. */
const CONFLICT = /^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?$/m;

describe('a merge', () => {
  test('leaves no conflict in any file', async () => {
    const { stdout } = await promisify(execFile)('git', ['ls-files', '-z'], {
      cwd: ROOT,
      maxBuffer: 16 * 1024 * 1024,
    });
    const files = stdout.split('\0').filter((file) => file !== '');
    expect(files.length).toBeGreaterThan(500);
    const torn: string[] = [];
    for (const file of files) {
      // One that was removed and is still listed is nobody's conflict.
      const text = await readFile(join(ROOT, file), 'utf8').catch(() => '');
      if (CONFLICT.test(text)) torn.push(file);
    }
    expect(torn).toEqual([]);
  });

  test.each(['<<<<<<< HEAD', '=======', '>>>>>>> other', '||||||| base'])(
    'that left %s would be seen',
    (line) => {
      expect(CONFLICT.test(`before\n${line}\nafter\n`)).toBe(true);
      expect(CONFLICT.test(`before\n-${line}\nafter\n`)).toBe(false);
    },
  );
});
