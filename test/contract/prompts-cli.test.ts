import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readWav, writeWav } from '../../src/adapters/sound/wav.ts';
import type { Cli } from '../../src/cli/cli.ts';
import { failureOf } from '../../src/cli/failure.ts';
import { plainPaint } from '../../src/cli/paint.ts';
import { createProgram } from '../../src/cli/program.ts';
import { prompts } from '../../src/domain/prompt/script.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const COMMITTED = join(import.meta.dirname, '../../dialplan/sounds');

let folder: TempFolder;
let sounds: string;
beforeEach(() => {
  folder = tempFolder();
  sounds = join(folder.path, 'sounds');
  cpSync(COMMITTED, sounds, { recursive: true });
});
afterEach(() => folder.remove());

/** Runs `zangpay prompts …`, with the sounds folder named by the environment as a server has it. */
async function run(...words: readonly string[]) {
  const out: string[] = [];
  let exitCode = 0;
  const cli: Cli = {
    environment: { ZANGPAY_SOUNDS: sounds },
    paint: plainPaint,
    out: (text) => out.push(text),
    exit: (code) => {
      exitCode = code;
    },
    books: () => Promise.reject(new Error('the books are of no use here')),
  };
  const error = await quiet(createProgram(cli))
    .parseAsync(['prompts', ...words], { from: 'user' })
    .then(
      () => null,
      (thrown: unknown) => failureOf(thrown),
    );
  return { out: out.join('\n'), exitCode: error?.exitCode ?? exitCode, sentence: error?.sentence ?? null };
}

function quiet(command: Command): Command {
  for (const below of command.commands) quiet(below);
  return command.configureOutput({ writeErr: () => {}, writeOut: () => {} });
}

test('list shows every sentence, and the clips that recordings replace', async () => {
  const { out } = await run('list');
  expect(out).toMatch(/^bye +information +Thank you\. Goodbye\. +از شما/m);
  expect(out.split('\n')).toHaveLength(Object.keys(prompts).length + 1);
  const sentences = JSON.parse((await run('list', '--json')).out);
  expect(sentences).toContainEqual({ key: 'bye', ...prompts.bye });
  expect((await run('list', '--clips')).out).toMatch(/^n\.20\.o +- +بیستُ$/m);
  const clips = JSON.parse((await run('list', '--clips', '--json')).out);
  expect(clips).toContainEqual({ clip: 'unit.rial', fa: 'ریال.', en: 'Ree-ahl.' });
});

test('import, check and play: a recording far too loud is levelled, well formed and heard', async () => {
  const file = join(folder.path, 'loud.wav');
  execFileSync('sox', [
    '-R',
    '-n',
    '-r',
    '44100',
    '-c',
    '2',
    file,
    'synth',
    '1',
    'sine',
    '400',
    'gain',
    '-n',
    '-2',
  ]);
  const imported = await run('import', file, 'bye', '--merchant', 'bookshop', '--line', '۱۰۰۱');
  expect(imported.out).toMatch(/merchants\/bookshop\/1001\/fa\/bye\.wav is in place/);
  expect(imported.out).toMatch(
    /^Before +level -5\.0 dBFS, peak -2\.0 dBFS, 1\.00 s\nAfter +level -20\.\d dBFS, peak -1\d\.\d dBFS, 1\.\d\d s$/m,
  );
  expect((await run('import', file, 'bye', '--merchant', 'bookshop', '--line', '1001')).out).toContain(
    'is replaced',
  );

  const checked = await run('check');
  expect(checked.exitCode).toBe(0);
  expect(checked.out).toMatch(/^bookshop +1001 +1 recording$/m);

  const out = join(folder.path, 'bye.wav');
  const played = await run('play', 'bye', '--merchant', 'bookshop', '--line', '1001', '--out', out, '--json');
  expect(JSON.parse(played.out)).toMatchObject({
    key: 'bye',
    language: 'fa',
    text: 'از شما سپاسگزاریم. خدانگهدار.',
    sounds: ['merchants/bookshop/1001/fa/bye'],
    file: out,
  });
  expect(readFileSync(out)).toEqual(readFileSync(join(sounds, 'merchants/bookshop/1001/fa/bye.wav')));
});

test('check names a recording that is 10 dB too loud, one that is misspelt, and what is missing', async () => {
  const loud = Int16Array.from({ length: 8_000 }, (_, at) => Math.sin((2 * Math.PI * at) / 20) * 14_000);
  mkdirSync(join(sounds, 'merchants/bookshop/fa'), { recursive: true });
  for (const name of ['bye', 'byee']) {
    writeFileSync(join(sounds, `merchants/bookshop/fa/${name}.wav`), writeWav(loud));
  }
  const { out, exitCode } = await run('check');
  expect(exitCode).toBe(1);
  expect(out).toMatch(/^merchants\/bookshop\/fa\/bye\.wav +its level is -10\.4 dBFS instead of -20$/m);
  expect(out).toMatch(/^merchants\/bookshop\/fa\/byee\.wav +no clip has this name \(did you mean bye\?\)$/m);
  expect(out).toMatch(/^bookshop +all lines +2 recordings$/m);
  const { problems, recordings } = JSON.parse((await run('check', '--json')).out);
  expect(problems).toHaveLength(2);
  expect(recordings).toEqual([{ merchantId: 'bookshop', line: null, recordings: 2 }]);
});

test('play fills slots and writes the whole sentence', async () => {
  const out = join(folder.path, 'amount.wav');
  const words = ['play', 'bill.fixed', '--slot', 'amount=۵۰۰٬۰۰۰', '--language', 'en', '--out', out];
  const played = await run(...words);
  expect(played.out).toMatch(/^Text +The amount to pay is 50,000 Toman, that is 500,000 Rial\.$/m);
  expect(played.out).toMatch(/^Sounds +en\/bill\.fixed\.1 en\/n\.50 en\/n\.1000 en\/unit\.toman /m);
  const seconds = (readWav(readFileSync(out))?.samples.length ?? 0) / 8_000;
  expect(seconds).toBeGreaterThan(3);
  expect(played.out).toContain(`Lasts   ${seconds.toFixed(1)} s`);
  const hello = await run('play', 'greet.hello', '--merchant', 'bookshop', '--out', out);
  expect(hello.out).toContain('fa/merchant.bookshop');
});

test.each<readonly [words: readonly string[], exitCode: number, sentence: RegExp]>([
  [['play', 'by', '--out', 'x'], 2, /No sentence has this key\. Did you mean bye\?/],
  [['play', 'bill.fixed'], 2, /bill\.fixed needs --slot amount=… \(amount: a whole number of Rial/],
  [['play', 'bye', '--slot', 'n=4'], 2, /bye has no slot n\./],
  [['play', 'card.more', '--slot', 'n=many'], 2, /n must be a whole number from 0 to 999\./],
  [['play', 'bye', '--line', '1001'], 2, /--line needs the merchant/],
  [['play', 'bye', '--language', 'ar'], 2, /Allowed choices are fa, en/],
  [
    ['play', 'greet.hello', '--merchant', 'nobody', '--out', 'x'],
    1,
    /The clip fa\/merchant\.nobody is missing/,
  ],
  [['play', 'bye', '--out', '/nowhere/x.wav'], 1, /\/nowhere\/x\.wav cannot be written \(ENOENT\)/],
  [['import', 'x.wav', 'bye'], 2, /required option '--merchant <id>' not specified/],
  [['import', 'x.wav', 'byee', '--merchant', 'bookshop'], 1, /no clip has this name \(did you mean bye\?\)/],
  [['import', '/nowhere/x.wav', 'bye', '--merchant', 'bookshop'], 1, /There is no file \/nowhere\/x\.wav/],
])('%j is refused in a sentence', async (words, exitCode, sentence) => {
  const result = await run(...words);
  expect(result).toMatchObject({ exitCode, out: '', sentence: expect.stringMatching(sentence) });
});
