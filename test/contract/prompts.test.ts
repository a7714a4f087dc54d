import { execFileSync } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildSounds } from '../../src/adapters/sound/build.ts';
import { checkSounds, isNameSpoken, missingClips } from '../../src/adapters/sound/check.ts';
import { readManifest, writeManifest } from '../../src/adapters/sound/manifest.ts';
import { readWav, writeWav } from '../../src/adapters/sound/wav.ts';
import { LANGUAGES, type Language } from '../../src/domain/merchant/line.ts';
import { allClips, playlist } from '../../src/domain/prompt/clips.ts';
import { say } from '../../src/domain/prompt/script.ts';
import { openLine, startPair } from '../support/asterisk.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const COMMITTED = join(import.meta.dirname, '../../dialplan/sounds');
const quietly = () => undefined;

let folder: TempFolder;
let sounds: string;
beforeEach(async () => {
  folder = tempFolder();
  sounds = join(folder.path, 'sounds');
  await cp(COMMITTED, sounds, { recursive: true });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await folder.remove();
});

const fileOf = (path: string) => join(sounds, `${path}.wav`);

/** Writes into the manifest what sounds were made from. */
async function noteAsMade(hashes: Readonly<Record<string, string>>): Promise<void> {
  const manifest = await readManifest(sounds);
  await writeManifest(sounds, { ...manifest, sounds: { ...manifest.sounds, ...hashes } });
}

describe('the committed sounds', () => {
  test('are all there and well formed', async () => {
    expect(await checkSounds(COMMITTED)).toEqual([]);
    expect(await missingClips(COMMITTED, LANGUAGES)).toEqual([]);
    for (const language of LANGUAGES) expect(await isNameSpoken(COMMITTED, 'bookshop', language)).toBe(true);
    expect(await isNameSpoken(COMMITTED, 'nobody', 'fa')).toBe(false);
  });

  test('were made from the script as it is now', async () => {
    expect(await buildSounds(sounds, {}, quietly)).toMatchObject({ made: [], removed: [] });
  });
});

describe('a build', () => {
  test('makes what is missing or has changed, and nothing else', async () => {
    await rm(fileOf('fa/bye'));
    await noteAsMade({ 'en/paid': 'another text' });
    const before = await readFile(fileOf('en/bye'));

    const progress: string[] = [];
    const built = await buildSounds(sounds, {}, (path, nth, total) =>
      progress.push(`${path} ${nth}/${total}`),
    );

    expect(built.made).toEqual(['en/paid', 'fa/bye']);
    expect(progress.toSorted().map((line) => line.replace(/ .*/, ''))).toEqual(built.made);
    expect(await checkSounds(sounds)).toEqual([]);
    expect(await readFile(fileOf('en/bye'))).toEqual(before);
    expect((await buildSounds(sounds, {}, quietly)).made).toEqual([]);
  });

  test('makes the same sound from the same text', async () => {
    const paths = ['fa/paid', 'en/n.20', 'music/wait', 'fa/pause.60'];
    for (const path of paths) await rm(fileOf(path));
    await buildSounds(sounds, {}, quietly);
    const once = await Promise.all(paths.map((path) => readFile(fileOf(path))));
    for (const path of paths) await rm(fileOf(path));
    await buildSounds(sounds, {}, quietly);
    expect(await Promise.all(paths.map((path) => readFile(fileOf(path))))).toEqual(once);
  });

  test('removes what the script says no more, and leaves files that are not its own', async () => {
    await noteAsMade({ 'fa/old': 'a text' });
    await writeFile(fileOf('fa/old'), writeWav(new Int16Array(160)));
    await writeFile(fileOf('fa/ours'), writeWav(new Int16Array(160)));
    expect((await buildSounds(sounds, {}, quietly)).removed).toEqual(['fa/old']);
    await expect(readFile(fileOf('fa/old'))).rejects.toThrow('ENOENT');
    await expect(readFile(fileOf('fa/ours'))).resolves.toBeDefined();
  });

  test('says merchants’ names, and keeps them when no merchants are given', async () => {
    const florist = { florist: { fa: 'گل‌فروشی', en: 'Florist' } };
    const { made } = await buildSounds(sounds, florist, quietly);
    expect(made).toEqual(['en/merchant.florist', 'fa/merchant.florist']);
    expect(await buildSounds(sounds, {}, quietly)).toMatchObject({ made: [], removed: [] });
    expect(await isNameSpoken(sounds, 'florist', 'en')).toBe(true);
    expect(await checkSounds(sounds)).toEqual([]);
  });

  test('says in one sentence what is not installed, and leaves what it has', async () => {
    await rm(fileOf('fa/bye'));
    vi.stubEnv('PATH', '/nowhere');
    await expect(buildSounds(sounds, {}, quietly)).rejects.toThrow(
      /^espeak-ng is not installed.*apt-get install espeak-ng sox/,
    );
    vi.unstubAllEnvs();
    expect((await buildSounds(sounds, {}, quietly)).made).toEqual(['fa/bye']);
  });

  test('says which manifest cannot be read', async () => {
    await writeFile(join(sounds, 'manifest.json'), '{');
    await expect(buildSounds(sounds, {}, quietly)).rejects.toThrow(
      /manifest\.json cannot be read: delete it/,
    );
  });
});

describe('a check', () => {
  const loud = Int16Array.from({ length: 1_600 }, (_, at) => Math.sin(at / 3) * 32_000);
  const faint = loud.map((sample) => sample / 200);
  const patched = (offset: number, value: number) => {
    const bytes = writeWav(loud);
    new DataView(bytes.buffer).setUint16(offset, value, true);
    return bytes;
  };

  test('tells what is wrong with each sound', async () => {
    const broken: readonly (readonly [path: string, bytes: Uint8Array, problem: string])[] = [
      ['fa/bye', Buffer.from('ID3 not a wav'), 'it is not a WAV file of plain PCM'],
      ['fa/declined', writeWav(new Int16Array(800)), 'it is silent'],
      ['fa/paid', writeWav(loud), 'its peak is at -0.2 dBFS, above -6'],
      ['fa/pause.60', patched(34, 8), 'it has 8 bits a sample instead of 16'],
      ['fa/unknown', writeWav(faint), 'its level is -49.3 dBFS instead of -20'],
      ['en/n.20', patched(24, 16_000), 'its rate is 16000 instead of 8000'],
      ['en/n.30', patched(22, 2), 'it has 2 channels instead of 1'],
      ['music/wait', writeWav(loud), 'its peak is at -0.2 dBFS, above -6'],
    ];
    for (const [path, bytes] of broken) await writeFile(fileOf(path), bytes);
    await rm(fileOf('en/bye'));

    const expected = [
      ...broken.map(([path, , problem]) => ({ path, problem })),
      { path: 'en/bye', problem: 'it is missing' },
    ];
    const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
    expect((await checkSounds(sounds)).toSorted(byPath)).toEqual(expected.toSorted(byPath));
  });

  test('at start names the clips that are not there, in the languages that are spoken', async () => {
    await rm(fileOf('fa/bye'));
    await rm(join(sounds, 'en'), { recursive: true });
    expect(await missingClips(sounds, ['fa'])).toEqual(['fa/bye']);
    expect(await missingClips(sounds, ['en'])).toHaveLength(allClips('en').length + 3);
  });
});

test('a real Asterisk plays an amount of many clips whole, in the time that they last', async () => {
  const pair = await startPair({ SOUNDS: COMMITTED });
  const line = await openLine({ ...pair, sounds: COMMITTED });
  try {
    const phone = await pair.telephone.call({ to: '1000', from: '09121234567' });
    const { channelId } = await line.arrival();
    await line.answer(channelId);
    const sounds = playlist([say('bill.fixed', { amount: 12_345_670, amountOther: 1_000 })], 'fa');
    const files = await Promise.all(sounds.map((sound) => readFile(join(COMMITTED, `${sound}.wav`))));
    const lasts = files.reduce((ms, bytes) => ms + (readWav(bytes)?.samples.length ?? 0) / 8, 0);

    const began = performance.now();
    await line.play(channelId, 'amount', sounds);
    const { heard } = await line.until('promptEnded', ({ playbackId }) => playbackId === 'amount');
    const took = performance.now() - began;

    expect(heard).toBe('whole');
    expect(took).toBeGreaterThan(lasts - 500);
    expect(took).toBeLessThan(lasts + 2_000);
    await phone.hangUp();
  } finally {
    await line.close();
    await pair.stop();
  }
});

describe('espeak-ng', () => {
  /** What the voice says, in espeak-ng's letters without its marks of stress and length. */
  function said(language: Language, texts: readonly string[]): string {
    const args = ['-v', language, '-q', '-x', '--stdin'];
    return execFileSync('espeak-ng', args, { input: texts.join('\n\n'), encoding: 'utf8' }).replace(
      /[',:_;]/g,
      '',
    );
  }
  const texts = (language: Language) => allClips(language).map(({ text }) => text);

  test('reads no mark of the Persian script aloud', () => {
    const marks = /taSdid|viRgul|donoqte|tanvin/;
    expect(said('fa', ['خطِّ', '، سلام'])).toMatch(marks);
    expect(said('fa', texts('fa'))).not.toMatch(marks);
  });

  test('says right what it would get wrong without the marks', () => {
    const words = {
      نُه: 'noh',
      تُمان: 'tomAn',
      بیستُ: 'bisto',
      'حالِ بَستنِ': 'bastane',
      شِنیدنِ: 'Senidane',
      خاوَرمیانه: 'xAvaRmi',
    };
    for (const [word, sound] of Object.entries(words)) {
      expect(
        texts('fa').some((text) => text.includes(word)),
        word,
      ).toBe(true);
      expect(said('fa', [word])).toContain(sound);
      expect(said('fa', [word.replace(/[\u064E-\u0652]/g, '')])).not.toContain(sound);
    }
  });

  test('says the English word "pin" and does not spell it', () => {
    expect(said('en', ['We are asking for a PIN.'])).toContain('piaI');
    expect(said('en', texts('en'))).not.toContain('piaI');
  });
});
