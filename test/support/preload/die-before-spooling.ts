/**
 * A planted fault, loaded into a server by `node --import`: the process kills itself in the moment in which it would
 * begin to write a result to its spool, once in its folder.
 */
import { existsSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const DIED = 'died-before-spooling';
const { open } = fs;

fs.open = (async (path, ...rest) => {
  if (String(path).endsWith('.writing') && !existsSync(DIED)) {
    writeFileSync(DIED, '');
    process.kill(process.pid, 'SIGKILL');
  }
  return open(path, ...rest);
}) as typeof open;
syncBuiltinESMExports();
