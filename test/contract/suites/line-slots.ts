import { beforeAll, expect, it } from 'vitest';
import type { Database } from '../../../src/adapters/store/database.ts';
import { createLineSlots } from '../../../src/adapters/store/line-slots.ts';
import { createProcessRegister } from '../../../src/adapters/store/processes.ts';
import { runSql, unique } from './books-kit.ts';

/** The contract of `LineSlots`. */
export function lineSlotsSuite(use: () => Database): void {
  let living: string;
  beforeAll(async () => {
    living = await processSeen(0);
  });
  /** A process that was heard of so many seconds ago. */
  const processSeen = async (secondsAgo: number) => {
    const owner = unique('process');
    await createProcessRegister(use()).heartbeat({ owner, host: 'box', pid: 77 });
    await runSql(
      use(),
      `update processes set seen_at = clock_timestamp() - $2 * interval '1 second' where owner = $1`,
      [owner, secondsAgo],
    );
    return owner;
  };
  const take = (line: string, most: number, { callId = unique('call'), owner = living } = {}) =>
    createLineSlots(use()).take({ line, callId, owner, most });
  const slotsOf = (line: string) =>
    runSql(use(), 'select call_id, owner from line_slots where line = $1 order by call_id', [line]);

  it('are as many as the line has, each line its own, and free again when given back', async () => {
    const [line, callId, owner] = [unique('line'), unique('call'), await processSeen(0)];
    expect([await take(line, 2, { callId, owner }), await take(line, 2), await take(line, 2)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(await take(unique('line'), 2)).toBe(true);
    await createLineSlots(use()).release(callId, 'another process');
    expect(await take(line, 2)).toBe(false);
    await createLineSlots(use()).release(callId, owner);
    await createLineSlots(use()).release(callId, owner);
    expect([await take(line, 2), await take(line, 2)]).toEqual([true, false]);
  });

  it('count only while their processes live', async () => {
    const line = unique('line');
    const [silent, slow] = [await processSeen(16), await processSeen(13)];
    for (const owner of [silent, slow, unique('never heard of')]) {
      expect(await take(line, 9, { owner })).toBe(true);
    }
    expect([await take(line, 2), await take(line, 2)]).toEqual([true, false]);
    expect((await slotsOf(line)).map(({ owner }) => owner).sort()).toEqual([living, slow].sort());
    await createProcessRegister(use()).leave(slow);
    expect(await take(line, 2)).toBe(true);
  });

  it('of the dead on another line are left alone', async () => {
    const [line, other] = [unique('line'), unique('line')];
    await take(other, 1, { owner: unique('dead') });
    await take(line, 1);
    expect(await slotsOf(other)).toHaveLength(1);
  });

  it('stay with a call that is taken over, also on a line that is full', async () => {
    const [line, callId] = [unique('line'), unique('call')];
    await take(line, 2);
    await take(line, 2, { callId, owner: unique('dead') });
    expect(await take(line, 1, { callId })).toBe(true);
    expect(await slotsOf(line)).toHaveLength(2);
    expect(await slotsOf(line)).toContainEqual({ callId, owner: living });
    expect(await take(line, 2)).toBe(false);
  });

  it('go to three of a hundred that ask at once, and once to a call that asks twice', async () => {
    const line = unique('line');
    const answers = await Promise.all(Array.from({ length: 100 }, () => take(line, 3)));
    expect(answers.filter((taken) => taken)).toHaveLength(3);
    expect(await slotsOf(line)).toHaveLength(3);
    const [another, callId] = [unique('line'), unique('call')];
    expect(await Promise.all([take(another, 2, { callId }), take(another, 2, { callId })])).toEqual([
      true,
      true,
    ]);
    expect(await slotsOf(another)).toHaveLength(1);
  });

  it('are forgotten a day after they were taken by a process that is gone', async () => {
    const line = unique('line');
    const gone = await processSeen(0);
    await take(line, 9, { callId: 'call_old_living' });
    await take(line, 9, { callId: 'call_old_dead', owner: gone });
    await take(line, 9, { callId: 'call_young_dead', owner: gone });
    await createProcessRegister(use()).leave(gone);
    await runSql(
      use(),
      `update line_slots set taken_at = taken_at - interval '25 hours' where call_id like 'call_old%'`,
    );
    await createProcessRegister(use()).forgetGone();
    const left = (await slotsOf(line)).map(({ callId }) => callId);
    expect(left).toEqual(['call_old_living', 'call_young_dead']);
  });
}
