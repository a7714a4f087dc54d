/** `npm run bench`: lists the benches; `npm run bench -- NAME` runs one. See `--help` of each. */
import { api } from './api.ts';

/** One bench: what it tells, in one line, and how it is run; that resolves to the exit code. */
interface Bench {
  readonly about: string;
  readonly run: (args: readonly string[]) => Promise<number>;
}

const BENCHES: Readonly<Record<string, Bench>> = {
  api: {
    about: 'payments per second of the merchant API, against a bare handler that only forwards',
    run: api,
  },
};

function list(): string {
  const lines = Object.entries(BENCHES).map(([name, { about }]) => `  ${name.padEnd(6)}${about}\n`);
  return `Usage: npm run bench -- NAME [options]\n\n${lines.join('')}\n`;
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help') {
    process.stdout.write(list());
    return 0;
  }
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (bench !== undefined) return bench.run(args);
  process.stderr.write(`No bench is called ${name}. Choose among: ${Object.keys(BENCHES).join(', ')}.\n`);
  return 2;
}

process.exitCode = await main(process.argv.slice(2));
