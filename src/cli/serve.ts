import { Command } from 'commander';
import { readConfig } from '../config.ts';
import { type Cli, show } from './cli.ts';
import { untilSignal } from './signals.ts';

export function serveCommand(cli: Cli): Command {
  return new Command('serve')
    .description('Take calls until it is ended.')
    .option('--json', 'print one JSON document when it is ready')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: { json?: true }) => {
      const config = readConfig(cli.environment);
      const { startServer } = await import('../compose.ts');
      const server = await startServer(config);
      const ended = untilSignal();
      const ready = { http: server.httpUrl, asterisk: config.ari.url, gateway: config.gateway.baseUrl };
      show(
        cli,
        flags,
        ready,
        ({ http, asterisk, gateway }) =>
          `Zangpay takes calls from ${asterisk} and pays through ${gateway}.\nHealth: ${http}/health. Ctrl-C ends it.`,
      );
      await ended;
      await server.close();
    });
}

const EXAMPLES = `
What it needs is in its environment: see zangpay config. At SIGTERM it takes no new calls, waits for those that run
(ZANGPAY_DRAIN_SECONDS, then it ends them) and for payments that are out, and exits 0. A second signal ends it at once:
what the bank has answered by then is in the spool, and the next start records it.

Examples:
  $ npx zangpay serve
  $ PAYSTAR_BASE_URL=http://127.0.0.1:3900/api npx zangpay serve --json`;
