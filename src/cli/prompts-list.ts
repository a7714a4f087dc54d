import { Command } from 'commander';
import type { Language } from '../domain/merchant/line.ts';
import { allClips } from '../domain/prompt/clips.ts';
import { type PromptKey, prompts } from '../domain/prompt/script.ts';
import { type Cli, JSON_FLAG, show } from './cli.ts';
import { table } from './table.ts';

interface Flags {
  readonly clips?: true;
  readonly json?: true;
}

export function promptsListCommand(cli: Cli): Command {
  return new Command('list')
    .description('Show every sentence that a caller can hear, in both languages, as it is spoken.')
    .option('--clips', 'show the clips instead: what a recording can replace, by name')
    .option(...JSON_FLAG)
    .addHelpText('after', EXAMPLES)
    .action((flags: Flags) => {
      if (flags.clips === true) listClips(cli, flags);
      else listSentences(cli, flags);
    });
}

function listSentences(cli: Cli, flags: Flags): void {
  const sentences = (Object.keys(prompts) as PromptKey[]).map((key) => ({ key, ...prompts[key] }));
  show(cli, flags, sentences, () =>
    table(
      cli.paint,
      ['KEY', 'KIND', 'ENGLISH', 'PERSIAN'],
      sentences.map(({ key, kind, en, fa }) => [key, kind, en, fa]),
    ),
  );
}

function listClips(cli: Cli, flags: Flags): void {
  const texts = { fa: textsOf('fa'), en: textsOf('en') };
  const names = [...new Set([...texts.fa.keys(), ...texts.en.keys()])];
  const clips = names.map((clip) => ({
    clip,
    fa: texts.fa.get(clip) ?? null,
    en: texts.en.get(clip) ?? null,
  }));
  show(cli, flags, clips, () =>
    table(
      cli.paint,
      ['CLIP', 'ENGLISH', 'PERSIAN'],
      clips.map(({ clip, en, fa }) => [clip, en ?? '-', fa ?? '-']),
    ),
  );
}

function textsOf(language: Language): ReadonlyMap<string, string> {
  return new Map(allClips(language).map(({ name, text }) => [name, text]));
}

const EXAMPLES = `
A question stops at a key that is pressed; an information stops too, and the key counts for the question after it; an
uninterruptible sentence is said to its end. {…} is a slot, said from clips of numbers, banks and names. A merchant's
name is the clip merchant.<id>.

Examples:
  $ zangpay prompts list
  $ zangpay prompts list --clips
  $ zangpay prompts list --json`;
