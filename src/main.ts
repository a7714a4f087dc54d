#!/usr/bin/env node
import type { Cli } from './cli/cli.ts';
import { failureOf } from './cli/failure.ts';
import { terminalPaint } from './cli/paint.ts';
import { createProgram } from './cli/program.ts';
import { environment, readBooksConfig } from './config.ts';

const cli: Cli = {
  environment,
  paint: terminalPaint,
  out: (text) => void process.stdout.write(`${text}\n`),
  exit: (code) => {
    process.exitCode = code;
  },
  async books(use) {
    const { openBooks } = await import('./compose.ts');
    const books = await openBooks(readBooksConfig(environment));
    try {
      return await use(books.operations);
    } finally {
      await books.close();
    }
  },
};

// Whoever reads our output may close it early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  await createProgram(cli).parseAsync();
} catch (error) {
  const { sentence, told, exitCode } = failureOf(error);
  if (!told) process.stderr.write(`${sentence}\n`);
  if (exitCode !== 0 && process.argv.includes('--json')) cli.out(JSON.stringify({ error: sentence }));
  // Not left to the event loop: what failed half-way may hold it open.
  process.exit(exitCode);
}
