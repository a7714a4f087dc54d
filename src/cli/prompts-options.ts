import { relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { readSoundsDir } from '../config.ts';
import { LANGUAGES } from '../domain/merchant/line.ts';
import { type Cli, JSON_FLAG } from './cli.ts';

/** What the commands on sounds have in common. */
export interface SoundsFlags {
  readonly sounds?: string;
  readonly json?: true;
}

/** Adds the options that every command on sounds has. */
export function withSoundsOptions(command: Command): Command {
  return command
    .option('--sounds <folder>', 'the folder of the sounds (default: that of ZANGPAY_SOUNDS)')
    .option(...JSON_FLAG);
}

/** The folder that is meant. Throws `ConfigFault` when the environment names none that can be used. */
export function soundsFolder(cli: Cli, { sounds }: SoundsFlags): string {
  return sounds === undefined ? readSoundsDir(cli.environment) : resolve(sounds);
}

export function languageOption(description: string): Option {
  return new Option('--language <language>', description).choices(LANGUAGES).default('fa');
}

/** A path as it is shortest to read from here. */
export function shownPath(path: string): string {
  return relative(process.cwd(), path) || '.';
}
