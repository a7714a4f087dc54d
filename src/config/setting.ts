import { readFileSync } from 'node:fs';
import { VARIABLES, type VariableName } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with one variable, as two parts of a sentence: what it is, and what to do about it. */
export interface Problem {
  readonly variable: VariableName;
  readonly wrong: string;
  readonly remedy: string;
}

/** One variable as it is in force. */
export interface Setting {
  readonly variable: VariableName;
  readonly from: 'environment' | 'file' | 'default' | 'unset';
  /** Its text, fit to be shown; null when there is none. */
  readonly shown: string | null;
}

interface Found {
  readonly from: Setting['from'];
  readonly text: string | null;
}

/** Reads one variable: its value, null when there is none, or the problem with it. */
export function readSetting(
  env: Environment,
  variable: VariableName,
):
  | { readonly setting: Setting; readonly value: unknown }
  | { readonly setting: Setting; readonly problem: Problem } {
  const found = find(env, variable);
  if ('wrong' in found) return { setting: { variable, from: 'unset', shown: null }, problem: found };
  const setting = { variable, from: found.from, shown: show(variable, found.text) };
  if (found.text === null) return { setting, value: null };
  const parsed = VARIABLES[variable].read.safeParse(found.text);
  if (parsed.success) return { setting, value: parsed.data };
  const wrong = isSecret(variable) ? 'is not in the right form' : `is "${show(variable, found.text)}"`;
  const remedy = parsed.error.issues[0]?.message ?? '';
  return { setting, problem: { variable, wrong, remedy } };
}

/** An empty text counts as unset, since compose files and CI write one for a variable that they lack. */
function find(env: Environment, variable: VariableName): Found | Problem {
  const text = env[variable] || null;
  const file = (isSecret(variable) && env[`${variable}_FILE`]) || null;
  if (text !== null && file !== null) {
    return { variable, wrong: `is set, and ${variable}_FILE too`, remedy: 'Keep one of the two.' };
  }
  if (file !== null) return findInFile(variable, file);
  if (text !== null) return { from: 'environment', text };
  const definition = VARIABLES[variable];
  return 'fallback' in definition
    ? { from: 'default', text: definition.fallback }
    : { from: 'unset', text: null };
}

function findInFile(variable: VariableName, file: string): Found | Problem {
  try {
    return { from: 'file', text: readFileSync(file, 'utf8').trim() };
  } catch {
    return {
      variable,
      wrong: `cannot be read from ${file}`,
      remedy: `Make ${variable}_FILE a file we may read.`,
    };
  }
}

function isSecret(variable: VariableName): boolean {
  return 'secret' in VARIABLES[variable];
}

/** Of a secret only that it is set is shown; of an address, where it leads. */
function show(variable: VariableName, text: string | null): string | null {
  if (text === null) return null;
  if (variable.endsWith('_URL') && URL.canParse(text)) return whereTo(text);
  return isSecret(variable) ? '[secret]' : text;
}

/** A part of a path that is as long as this may be a key: Kavenegar's documents have it there. */
const MAYBE_KEY = /(?<=\/)[^/]{20,}/g;

/** Where an address leads: somebody may have written a user or a key into it, also where we refuse that. */
function whereTo(address: string): string {
  const { protocol, username, password, host, pathname, search, hash } = new URL(address);
  const path = pathname.replace(MAYBE_KEY, '[secret]');
  const hides = username + password + search + hash !== '' || path !== pathname;
  return hides ? `${protocol}//${host}${path}` : address;
}
