import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isNameSpoken } from '../../src/adapters/sound/check.ts';
import { checkRecordings } from '../../src/adapters/sound/check-recordings.ts';
import { importRecording } from '../../src/adapters/sound/import.ts';
import { peakLevel, speechLevel } from '../../src/adapters/sound/level.ts';
import { playAloud } from '../../src/adapters/sound/play.ts';
import { createRecordings } from '../../src/adapters/sound/recordings.ts';
import { renderPrompt } from '../../src/adapters/sound/render.ts';
import { readWav, writeWav } from '../../src/adapters/sound/wav.ts';
import type { Language } from '../../src/domain/merchant/line.ts';
import { playlist } from '../../src/domain/prompt/clips.ts';
import { say } from '../../src/domain/prompt/script.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const COMMITTED = join(import.meta.dirname, '../../dialplan/sounds');

let folder: TempFolder;
let sounds: string;
beforeEach(() => {
  folder = tempFolder();
  sounds = join(folder.path, 'sounds');
  mkdirSync(sounds);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await folder.remove();
});

/** A tone of a second whose level over its active frames is this, in dBFS. */
function tone(level: number): Int16Array {
  const amplitude = 32_768 * Math.SQRT2 * 10 ** (level / 20);
  return Int16Array.from({ length: 8_000 }, (_, at) =>
    Math.round(Math.sin((2 * Math.PI * at) / 20) * amplitude),
  );
}

const GOOD = writeWav(tone(-20));

function put(path: string, bytes: Uint8Array | string = GOOD): string {
  const file = join(sounds, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  return file;
}

describe('the recordings of a line', () => {
  const placesOf = (merchantId = 'bookshop', line = '1001') => createRecordings(sounds).of(merchantId, line);

  test('come before those of its merchant, and those before what is shipped', async () => {
    put('merchants/bookshop/fa/bye.wav');
    put('merchants/bookshop/fa/paid.wav');
    put('merchants/bookshop/1001/fa/bye.wav');
    put('merchants/bookshop/1002/fa/declined.wav');
    put('merchants/florist/fa/unknown.wav');
    const place = await placesOf();
    expect(place('fa/bye')).toBe('merchants/bookshop/1001/fa/bye');
    expect(place('fa/paid')).toBe('merchants/bookshop/fa/paid');
    expect(['en/bye', 'fa/declined', 'fa/unknown', 'fa/pause.60', 'music/wait'].map(place)).toEqual([
      ...['en/bye', 'fa/declined', 'fa/unknown', 'fa/pause.60', 'music/wait'],
    ]);
  });

  test('are none where no folder is, and for names that would lead out of it', async () => {
    expect((await placesOf())('fa/bye')).toBe('fa/bye');
    put('merchants/bookshop/fa/bye.wav');
    put('fa/bye.wav');
    mkdirSync(join(sounds, 'merchants/bookshop/1001'));
    for (const merchantId of ['..', '.', '', '../merchants/bookshop', 'bookshop/1001/..', 'bookshop/.']) {
      expect((await placesOf(merchantId))('fa/bye'), merchantId).toBe('fa/bye');
    }
    for (const line of ['../bookshop', '..', '.', '', '1001/..']) {
      expect((await placesOf('bookshop', line))('fa/bye'), line).toBe('merchants/bookshop/fa/bye');
    }
  });

  test('are looked for by each call', async () => {
    const recordings = createRecordings(sounds);
    const first = await recordings.of('bookshop', '1001');
    put('merchants/bookshop/fa/bye.wav');
    const second = await recordings.of('bookshop', '1001');
    expect([first('fa/bye'), second('fa/bye')]).toEqual(['fa/bye', 'merchants/bookshop/fa/bye']);
  });

  test('are only those of clips, and that Asterisk can play: it skips others without a word', async () => {
    put('merchants/bookshop/fa/pause.60.wav');
    put('merchants/bookshop/fa/byee.wav');
    put('merchants/bookshop/fa/unknown.mp3');
    put('merchants/bookshop/fa/paid.wav', 'ID3');
    const bye = put('merchants/bookshop/fa/bye.wav');
    const place = await placesOf();
    expect(['fa/pause.60', 'fa/byee', 'fa/unknown', 'fa/paid'].map(place)).toEqual([
      ...['fa/pause.60', 'fa/byee', 'fa/unknown', 'fa/paid'],
    ]);
    expect(place('fa/bye')).toBe('merchants/bookshop/fa/bye');
    writeFileSync(bye, 'broken');
    utimesSync(bye, 1, 1);
    expect((await placesOf())('fa/bye')).toBe('fa/bye');
    put('merchants/bookshop/fa/paid.wav');
    expect((await placesOf())('fa/paid')).toBe('merchants/bookshop/fa/paid');
  });
});

describe('a merchant’s name', () => {
  test('is spoken by a clip that was built, or by a recording, in its language', async () => {
    const spoken = (id: string) =>
      Promise.all((['fa', 'en'] as const).map((language: Language) => isNameSpoken(sounds, id, language)));
    expect(await spoken('bookshop')).toEqual([false, false]);
    put('fa/merchant.bookshop.wav');
    expect(await spoken('bookshop')).toEqual([true, false]);
    put('merchants/bookshop/en/merchant.bookshop.wav');
    expect(await spoken('bookshop')).toEqual([true, true]);
    put('merchants/florist/fa/merchant.bookshop.wav');
    put('merchants/florist/en/merchant.florist.wav', 'broken');
    expect(await spoken('florist')).toEqual([false, false]);
    expect(await spoken('x/../../merchants/bookshop')).toEqual([false, false]);
  });
});

describe('a check of recordings', () => {
  test('counts them by merchant and line, and finds nothing wrong with good ones', async () => {
    expect(await checkRecordings(sounds)).toEqual({ owners: [], problems: [] });
    put('merchants/bookshop/fa/bye.wav');
    put('merchants/bookshop/en/merchant.bookshop.wav');
    put('merchants/bookshop/1001/fa/n.20.o.wav');
    put('merchants/bookshop/.DS_Store');
    put('merchants/florist/en/bank.melli.wav', writeWav(tone(-22.9)));
    expect(await checkRecordings(sounds)).toEqual({
      owners: [
        { merchantId: 'bookshop', line: null, recordings: 2 },
        { merchantId: 'bookshop', line: '1001', recordings: 1 },
        { merchantId: 'florist', line: null, recordings: 1 },
      ],
      problems: [],
    });
  });

  test.each<readonly [path: string, bytes: Uint8Array | string, problem: string]>([
    ['bookshop/fa/bye.wav', writeWav(tone(-10)), 'its level is -10.0 dBFS instead of -20'],
    ['bookshop/fa/bye.wav', writeWav(tone(-23.2)), 'its level is -23.2 dBFS instead of -20'],
    ['bookshop/fa/bye.wav', writeWav(tone(-4)), 'its peak is at -1.0 dBFS, above -6'],
    ['bookshop/fa/bye.wav', writeWav(new Int16Array(800)), 'it is silent'],
    ['bookshop/1001/en/bye.wav', 'ID3', 'it is not a WAV file of plain PCM'],
    ['bookshop/fa/byee.wav', GOOD, 'no clip has this name (did you mean bye?)'],
    ['bookshop/1001/fa/bill.invoice.aks.wav', GOOD, 'no clip has this name (did you mean bill.invoice.ask'],
    [
      'bookshop/fa/bill.fixed.wav',
      GOOD,
      'the sentence is said from several clips: bill.fixed.1, bill.fixed.2',
    ],
    ['bookshop/en/n.20.o.wav', GOOD, 'no clip has this name (did you mean n.20'],
    ['bookshop/fa/pause.60.wav', GOOD, 'no clip has this name'],
    ['bookshop/fa/merchant.florist.wav', GOOD, 'no clip has this name'],
    ['bookshop/1001/fa/merchant.bookshop.wav', GOOD, "a merchant's name is recorded for all its lines"],
    ['bookshop/fa/bye.mp3', GOOD, 'it is no .wav file: "zangpay prompts import"'],
    ['bookshop/fa/bye/1.wav', GOOD, 'it is no .wav file'],
    ['bookshop/bye.wav', GOOD, "it is no language (fa, en) and no line's number"],
    ['bookshop/farsi/bye.wav', GOOD, "it is no language (fa, en) and no line's number"],
    ['bookshop/1001/1002/bye.wav', GOOD, 'it is no language (fa, en)'],
    ['Book Shop/fa/bye.wav', GOOD, "it is no merchant's folder"],
    ['bye.wav', GOOD, "it is no merchant's folder"],
  ])('names %s (%#)', async (path, bytes, problem) => {
    put(`merchants/${path}`, bytes);
    const { problems } = await checkRecordings(sounds);
    expect(problems).toEqual([{ path: expect.any(String), problem: expect.stringContaining(problem) }]);
    expect(`merchants/${path}`).toContain(problems[0]?.path);
  });
});

describe('an import', () => {
  const owner = { merchantId: 'bookshop', line: null };
  const bye = { clip: 'bye', language: 'fa', owner } as const;
  const wavOf = (path: string) => readWav(readFileSync(join(sounds, `${path}.wav`)));

  /** A recording made by sox, far from what a telephone plays. */
  function recording(name: string, effects: string, format = '-r 44100 -c 2 -b 24'): string {
    const file = join(folder.path, name);
    execFileSync('sox', ['-R', '-n', ...format.split(' '), file, ...effects.split(' ')]);
    return file;
  }

  test('makes of any recording what a telephone plays, at the level of the others', async () => {
    const file = recording('loud.flac', 'synth 1 sine 400 gain -n -1 pad 2 2');
    const imported = await importRecording(sounds, { ...bye, file });
    expect(imported).toMatchObject({ path: 'merchants/bookshop/fa/bye', replaced: false });
    expect(imported.before.level).toBeCloseTo(-4, 0);
    expect(imported.before.peak).toBeCloseTo(-1, 0);
    expect(imported.before.ms).toBe(5_000);
    const wav = wavOf(imported.path);
    expect(wav).toMatchObject({ rate: 8_000, channels: 1, bits: 16 });
    const samples = wav?.samples ?? new Int16Array();
    expect(imported.after.level).toBe(speechLevel(samples));
    expect(imported.after.peak).toBe(peakLevel(samples));
    expect(Math.abs(imported.after.level + 20)).toBeLessThan(0.5);
    expect(imported.after.ms).toBeGreaterThan(1_000);
    expect(imported.after.ms).toBeLessThan(1_100);
    expect((await checkRecordings(sounds)).problems).toEqual([]);
  });

  test('raises what is faint, for one line, and says what it replaces', async () => {
    const file = recording('faint.wav', 'synth 1 sine 400 gain -n -45', '-r 8000 -c 1 -b 16');
    const line = { ...bye, file, owner: { merchantId: 'bookshop', line: '1001' } };
    expect((await importRecording(sounds, line)).replaced).toBe(false);
    const again = await importRecording(sounds, line);
    expect(again).toMatchObject({ path: 'merchants/bookshop/1001/fa/bye', replaced: true });
    expect(again.before.level).toBeCloseTo(-48, 0);
    expect(Math.abs(again.after.level + 20)).toBeLessThan(0.5);
  });

  test('takes a name for a name, whatever sox makes of it', async () => {
    const file = recording('plain.wav', 'synth 1 sine 400 gain -20');
    const from = process.cwd();
    process.chdir(folder.path);
    try {
      for (const name of ['|touch made', '*.wav', '-n']) {
        cpSync(file, name);
        const { path, before } = await importRecording(sounds, { ...bye, file: name });
        expect({ path, ms: before.ms }, name).toEqual({ path: 'merchants/bookshop/fa/bye', ms: 1_000 });
      }
    } finally {
      process.chdir(from);
    }
  });

  test.each([
    [
      'a clip that is misspelt',
      { clip: 'byee' },
      /^Nothing was imported as fa\/byee: no clip .*did you mean bye/,
    ],
    ['a sentence of several clips', { clip: 'card.confirm.last4' }, /several clips: card\.confirm\.last4\.1/],
    ['a clip that is a path', { clip: '../bye' }, /no clip has this name/],
    ['no merchant', { owner: { merchantId: '../x', line: null } }, /^"\.\.\/x" is no merchant's id/],
    ['no line', { owner: { merchantId: 'bookshop', line: '../1' } }, /^"\.\.\/1" is no line's number/],
    ['no file', { file: '/nowhere/a.wav' }, /^There is no file \/nowhere\/a\.wav\.$/],
    ['no recording', { file: import.meta.filename }, /is no recording that sox can read\. sox failed/],
  ])('is refused for %s, and leaves nothing', async (_what, other, sentence) => {
    const file = recording('plain.wav', 'synth 1 sine 400 gain -20');
    await expect(importRecording(sounds, { ...bye, file, ...other })).rejects.toThrow(sentence);
    expect(await checkRecordings(sounds)).toEqual({ owners: [], problems: [] });
  });

  test.each([
    ['silent', 'trim 0 1', /is silent: nothing in it is above -60 dBFS\.$/],
    ['noise alone', 'synth 1 whitenoise gain -n -65', /is silent: nothing/],
    ['longer than any sentence', 'synth 61 sine 400', /lasts 61 s: a clip has 60 s at most\.$/],
  ])('is refused for what is %s', async (_what, effects, sentence) => {
    const file = recording('odd.wav', effects, '-r 8000 -c 1 -b 16');
    await expect(importRecording(sounds, { ...bye, file })).rejects.toThrow(sentence);
  });

  test('says that sox is not installed', async () => {
    const file = recording('plain.wav', 'synth 1 sine 400 gain -20');
    vi.stubEnv('PATH', '/nowhere');
    await expect(importRecording(sounds, { ...bye, file })).rejects.toThrow(/^sox is not installed/);
  });
});

describe('a sentence that is rendered', () => {
  const amount = say('bill.fixed', { amount: 500_000, amountOther: 500_000 });

  test('is all its clips, one after the other', async () => {
    const { sounds: names, ms, wav } = await renderPrompt(COMMITTED, amount, 'fa', null);
    expect(names).toEqual(playlist([amount], 'fa'));
    const parts = names.flatMap((name) => [
      ...(readWav(readFileSync(join(COMMITTED, `${name}.wav`)))?.samples ?? []),
    ]);
    expect(readWav(wav)?.samples).toEqual(Int16Array.from(parts));
    expect(ms).toBe(Math.round(parts.length / 8));
    expect(names).toEqual(expect.arrayContaining(['fa/bill.fixed.1', 'fa/n.500', 'fa/unit.rial']));
  });

  test('has the recordings of its merchant and line', async () => {
    cpSync(join(COMMITTED, 'en'), join(sounds, 'en'), { recursive: true });
    put('merchants/bookshop/en/unit.toman.wav');
    put('merchants/bookshop/1001/en/n.50.wav');
    const soundsFor = async (line: string | null) =>
      (await renderPrompt(sounds, amount, 'en', { merchantId: 'bookshop', line })).sounds;
    expect(await soundsFor(null)).toContain('merchants/bookshop/en/unit.toman');
    expect(await soundsFor(null)).toContain('en/n.50');
    expect(await soundsFor('1001')).toContain('merchants/bookshop/1001/en/n.50');
    await expect(soundsFor('../1001')).rejects.toThrow('is no line');
  });

  test('is refused when a clip is missing or ill formed: a caller would not hear it', async () => {
    cpSync(join(COMMITTED, 'fa'), join(sounds, 'fa'), { recursive: true });
    rmSync(join(sounds, 'fa/unit.rial.wav'));
    await expect(renderPrompt(sounds, amount, 'fa', null)).rejects.toThrow(
      /^The clip fa\/unit\.rial is missing/,
    );
    put('fa/unit.rial.wav', 'ID3');
    await expect(renderPrompt(sounds, amount, 'fa', null)).rejects.toThrow(
      'The clip fa/unit.rial cannot be played: it is not a WAV file of plain PCM.',
    );
  });
});

describe('a sound is played', () => {
  /** A program on PATH that keeps what it is given. */
  function player(name: string, script: string): string {
    const bin = join(folder.path, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
    vi.stubEnv('PATH', bin);
    return join(bin, 'heard');
  }

  test.each(['play', 'aplay'])('by %s when it is what is installed', async (name) => {
    const heard = player(
      name,
      `while read -r line; do echo "$line"; done > '${folder.path}/bin/heard'; exit 0`,
    );
    await playAloud(Buffer.from('a\nsound\n'));
    expect(readFileSync(heard, 'utf8')).toBe('a\nsound\n');
  });

  test('and says what to do when nothing can', async () => {
    player('neither', '');
    await expect(playAloud(GOOD)).rejects.toThrow(
      'Neither play (of sox) nor aplay is installed. To write the sound to a file, give --out FILE.',
    );
    player('play', 'echo "no device" >&2; exit 2');
    await expect(playAloud(GOOD)).rejects.toThrow(
      'play failed (exit code 2): no device. To write the sound to a file, give --out FILE.',
    );
  });
});
