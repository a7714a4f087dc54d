import { defineConfig } from 'vitest/config';

/** Those of the contract tests that talk to a real Asterisk, and need a processor when they need it. */
const ON_THE_LINE = ['test/contract/asterisk-*.test.ts', 'test/contract/sip-phone.test.ts'];

/** One project per kind of test (ARCHITECTURE.md, "Tests"); `npx vitest run --project unit` runs one kind. */
export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          pool: 'threads',
          isolate: false,
          sequence: { shuffle: true },
        },
      },
      {
        test: {
          name: 'golden',
          include: ['test/golden/**/*.test.ts'],
          pool: 'threads',
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'simulation',
          include: ['test/simulation/**/*.test.ts'],
          pool: 'threads',
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          exclude: ON_THE_LINE,
          pool: 'forks',
          // Much of it waits for servers that start, and for patience to end.
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 90_000,
        },
      },
      {
        test: {
          name: 'line',
          include: ON_THE_LINE,
          pool: 'forks',
          // Media does not wait: a telephone that is late loses a key.
          maxWorkers: 1,
          testTimeout: 30_000,
          hookTimeout: 90_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          pool: 'forks',
          // Callers mostly wait: more of them side by side than there are processors.
          maxWorkers: 4,
          testTimeout: 120_000,
          maxConcurrency: 40,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'crowd',
          include: ['test/crowd/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
