import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CallEventType } from '../../src/domain/call/event.ts';
import { isTalking, type StageName } from '../../src/domain/call/state.ts';
import { TABLE } from '../../src/domain/call/transition.ts';
import { cellName, explore, type Met, type Stride } from './explore.ts';
import { COMMAND, DIAGRAM_FILE, TABLE_FILE, tablePage, withDiagram } from './pages.ts';
import { leaveAlone } from './patience.ts';

/** Where a caller was told that nothing was taken although money may have moved. */
const wronglyComforted: string[] = [];

function listen({ from, to, event, commands }: Stride): void {
  const said = commands.flatMap((command) => (command.type === 'Play' ? command.prompts : []));
  if (to.around.moneyMayHaveMoved && said.some(({ key }) => key === 'nothing.taken')) {
    wronglyComforted.push(cellName(from.state.stage, event.type));
  }
}

/** One walk through all of the machine, seen from every side. */
const walk = explore(listen);

const QUARTER_MS = 15 * 60_000;
/** A third as long: far from the soft limit of a call. */
const SOON_MS = 5 * 60_000;

const written = (file: string) => readFileSync(resolve(import.meta.dirname, '../..', file), 'utf8');

describe('the walk through the machine', () => {
  it('meets every stage', () => {
    expect([...new Set(walk.met.map(({ state }) => state.stage))].sort()).toEqual(Object.keys(TABLE).sort());
  });

  it('calls every cell that acts', () => {
    const acting = Object.entries(TABLE).flatMap(([stage, row]) =>
      Object.entries(row)
        .filter(([, cell]) => typeof cell === 'function')
        .map(([event]) => cellName(stage as StageName, event as CallEventType)),
    );
    expect([...walk.cells.keys()].sort()).toEqual(acting.sort());
  });
});

describe('a caller, whatever happens', () => {
  it('is never told that nothing was taken when money may have moved', () => {
    expect(wronglyComforted).toEqual([]);
  });
});

describe('the pages that are written of the machine', () => {
  it.each([
    [DIAGRAM_FILE, (page: string) => withDiagram(page, walk)],
    [TABLE_FILE, () => tablePage(walk)],
  ] as const)('%s is current', (file, write) => {
    const page = written(file);
    expect(page === write(page), `${file} is not what the machine does now; mend it with: ${COMMAND}`).toBe(
      true,
    );
  });
});

/** The stages from which only the net of the dialplan ended a call that was left alone. */
function leftToTheNet(mets: readonly Met[]): readonly string[] {
  const stages = mets.flatMap((met) => {
    const left = leaveAlone(met);
    return left?.byNet ? [met.state.stage] : [];
  });
  return [...new Set(stages)].sort();
}

describe('a call that is left alone, in every state that there is', () => {
  it('ends within a quarter of an hour', () => {
    const slow = walk.met.filter(
      (met) => (leaveAlone(met)?.afterMs ?? Number.POSITIVE_INFINITY) > QUARTER_MS,
    );
    expect(slow.map(({ state }) => state)).toEqual([]);
  });

  it('ends soon: neither stands a question for ever, nor is there a silence that nothing ends', () => {
    const begun = walk.met.filter(({ state }) => state.stage !== 'new');
    const slow = begun.filter((met) => (leaveAlone(met)?.afterMs ?? Number.POSITIVE_INFINITY) > SOON_MS);
    expect(slow.map(({ state }) => state)).toEqual([]);
  });

  it('ends by itself: the net is for one that has not begun', () => {
    expect(leftToTheNet(walk.met)).toEqual(['new']);
  });

  it('ends even when nobody who was asked answers; the net is for a line that does not', () => {
    const unanswered = walk.met.map(({ state, around }) => {
      const alone = around.copy();
      alone.loseAnswers();
      return { state, around: alone };
    });
    expect(unanswered.filter((met) => leaveAlone(met) === null).map(({ state }) => state)).toEqual([]);
    expect(leftToTheNet(unanswered)).toEqual(['arriving', 'leaving', 'new']);
  });

  it('is not cut off by the net before its soft limit, but while a payment is out', () => {
    const talking = walk.met.filter(({ state }) => isTalking(state));
    const cut = talking.filter(({ around }) => around.netIsSooner).map(({ state }) => state.stage);
    expect([...new Set(cut)].sort()).toEqual(['pay.record', 'pay.wait']);
  });
});
