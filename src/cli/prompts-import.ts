import { Command } from 'commander';
import type { Language } from '../domain/merchant/line.ts';
import { digitsOf } from './arguments.ts';
import { type Cli, show } from './cli.ts';
import {
  languageOption,
  type SoundsFlags,
  shownPath,
  soundsFolder,
  withSoundsOptions,
} from './prompts-options.ts';
import { facts } from './table.ts';

interface Flags extends SoundsFlags {
  readonly merchant: string;
  readonly line?: string;
  readonly language: Language;
}

export function promptsImportCommand(cli: Cli): Command {
  return withSoundsOptions(new Command('import'))
    .description(
      "Put a merchant's own recording in the place of a clip: filtered, trimmed and levelled, with sox.",
    )
    .argument('<file>', 'a recording that sox can read: WAV, FLAC, Ogg, MP3 …')
    .argument('<key>', 'the clip that it replaces; "zangpay prompts list --clips" shows them')
    .requiredOption('--merchant <id>', 'whose callers hear it')
    .option('--line <number>', 'on this line only; on all lines of the merchant when left out', digitsOf)
    .addOption(languageOption('of the recording'))
    .addHelpText('after', EXAMPLES)
    .action((file: string, clip: string, flags: Flags) => importOne(cli, file, clip, flags));
}

async function importOne(cli: Cli, file: string, clip: string, flags: Flags): Promise<void> {
  const { importRecording } = await import('../compose.ts');
  const folder = soundsFolder(cli, flags);
  const { language, merchant: merchantId, line = null } = flags;
  const imported = await importRecording(folder, { file, clip, language, owner: { merchantId, line } });
  const { path, replaced, before, after } = imported;
  show(cli, flags, { folder, ...imported }, () =>
    [
      `${shownPath(folder)}/${path}.wav ${replaced ? 'is replaced' : 'is in place'}: filtered for the telephone, trimmed, levelled.`,
      '',
      facts(cli.paint, [
        ['Before', loudness(before)],
        ['After', loudness(after)],
      ]),
    ].join('\n'),
  );
}

function loudness({
  level,
  peak,
  ms,
}: {
  readonly level: number;
  readonly peak: number;
  readonly ms: number;
}): string {
  return `level ${level.toFixed(1)} dBFS, peak ${peak.toFixed(1)} dBFS, ${(ms / 1_000).toFixed(2)} s`;
}

const EXAMPLES = `
It counts from the next call on.

Examples:
  $ zangpay prompts import bye.wav bye --merchant bookshop
  $ zangpay prompts import name.flac merchant.bookshop --merchant bookshop --language en
  $ zangpay prompts import welcome.mp3 greet.plain --merchant bookshop --line 1001`;
