import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { Fault } from '../application/fault.ts';
import type { Language } from '../domain/merchant/line.ts';
import { type Prompt, type PromptKey, text } from '../domain/prompt/script.ts';
import { digitsOf } from './arguments.ts';
import { type Cli, show } from './cli.ts';
import { filled, promptKeyOf, type SlotsGiven, slotOf } from './prompt-slots.ts';
import { languageOption, type SoundsFlags, soundsFolder, withSoundsOptions } from './prompts-options.ts';
import { facts } from './table.ts';

interface Flags extends SoundsFlags {
  readonly language: Language;
  readonly slot: SlotsGiven;
  readonly merchant?: string;
  readonly line?: string;
  readonly out?: string;
}

export function promptsPlayCommand(cli: Cli): Command {
  return withSoundsOptions(new Command('play'))
    .description('Play a whole sentence as a caller hears it, or write it to a file.')
    .argument('<key>', 'of the sentence; "zangpay prompts list" shows them', promptKeyOf)
    .addOption(languageOption('of the call'))
    .option('--slot <name=value>', 'fills a slot of the sentence; once for each', slotOf, {})
    .option('--merchant <id>', 'with the recordings of this merchant')
    .option('--line <number>', 'and of this line', digitsOf)
    .option('--out <file>', 'write a WAV file instead of playing')
    .addHelpText('after', EXAMPLES)
    .action((key: PromptKey, flags: Flags, command: Command) => {
      const prompt = filled(key, flags.slot, flags.merchant);
      if ('wrong' in prompt) command.error(`error: ${prompt.wrong}`);
      if (flags.line !== undefined && flags.merchant === undefined)
        command.error('error: --line needs the merchant whose line it is: --merchant <id>.');
      return play(cli, prompt, flags);
    });
}

async function play(cli: Cli, prompt: Prompt, flags: Flags): Promise<void> {
  const { playAloud, renderPrompt } = await import('../compose.ts');
  const { language, merchant, line = null, out = null } = flags;
  const owner = merchant === undefined ? null : { merchantId: merchant, line };
  const { sounds, ms, wav } = await renderPrompt(soundsFolder(cli, flags), prompt, language, owner);
  if (out === null) await playAloud(wav);
  else await writeFile(out, wav).catch(cannotWrite(out));
  const words = text(prompt, language);
  show(cli, flags, { ...prompt, language, text: words, sounds, ms, file: out }, () =>
    facts(cli.paint, [
      ['Text', words],
      ['Lasts', `${(ms / 1_000).toFixed(1)} s`],
      ['Sounds', sounds.filter((sound) => !/\/pause\.\d+$/.test(sound)).join(' ')],
      ...(out === null ? [] : [['File', out] as const]),
    ]),
  );
}

function cannotWrite(file: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    throw new Fault(`${file} cannot be written (${error.code ?? error.message}).`);
  };
}

const EXAMPLES = `
Slots: amount (in Rial), last4, bank, mobile, ref, n and others; a wrong one is told with what is right. The merchant
of --merchant is also the one that a greeting names.

Examples:
  $ zangpay prompts play bye
  $ zangpay prompts play bill.fixed --slot amount=500000 --language en
  $ zangpay prompts play card.confirm.card --slot bank=melli --slot last4=1234
  $ zangpay prompts play greet.hello --merchant bookshop --line 1001 --out greeting.wav`;
