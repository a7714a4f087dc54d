import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAST } from '../../src/demo/scenarios/lines.ts';
import { play } from '../../src/demo/scenarios/play.ts';
import { SCENARIOS } from '../../src/demo/scenarios/scenarios.ts';
import { SETTINGS, type Setting, type SettingName } from '../../src/demo/scenarios/settings.ts';
import { castSeats } from '../../src/demo/scenarios/stage.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { startWorld, type World } from '../support/world.ts';

/**
 * Every scenario of the demo, side by side in one world for each setting, judged by journal, books and the bank's
 * ledger.
 */

/** The longest one waits for a PIN for more than a minute. */
const LONGEST_MS = 240_000;

const opened: { postgres: TestPostgres; world: World }[] = [];
const worlds = new Map<SettingName, World>();

beforeAll(async () => {
  for (const [name, setting] of Object.entries(SETTINGS)) {
    worlds.set(name as SettingName, await worldFor(setting));
  }
});
afterAll(async () => {
  for (const { postgres, world } of opened) {
    // The world looks through its folder, and through this, for every card and PIN that was keyed.
    await postgres.dump(`${world.folder}/dump.sql`);
    await world.close();
    await postgres.remove();
  }
});

async function worldFor({ environment, bank, operatorSeconds }: Setting): Promise<World> {
  const postgres = await startPostgres();
  const world = await startWorld({ DATABASE_URL: postgres.url, ...environment }, { bank, operatorSeconds });
  opened.push({ postgres, world });
  await world.operations.applyMerchants([CAST]);
  castSeats(world.ground.telephone);
  return world;
}

describe.concurrent('a caller', () => {
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (_, scenario) => {
      const world = worlds.get(scenario.setting ?? 'usual');
      if (world === undefined) throw new Error('its world was not started');
      expect((await play(scenario, world.ground)).wrong).toEqual([]);
    },
    LONGEST_MS,
  );
});
