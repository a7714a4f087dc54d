import { expect, it } from 'vitest';
import { recordAloud, resolveAloud } from '../../../src/application/alarms.ts';
import type { AttemptResult, Resolution, Resolver, Settlement } from '../../../src/application/ports.ts';
import { FakeLog, PAID, TRACE } from '../../support/fakes.ts';

const RESULT: AttemptResult = {
  ...{ evidenceId: 'evd_1', attemptId: 'att_1', orderId: '1' },
  ...{ outcome: PAID, trace: TRACE, learnedAt: 0 },
};
const RESOLUTION: Resolution = {
  ...{ evidenceId: 'evd_2', attemptId: 'att_1', finding: { type: 'notPaid' } },
  ...{ sentence: 'seen', who: 'sara', at: 0 },
};
const WRONG: Settlement = {
  ...{ recorded: true, moved: true, state: 'paid', surplus: true },
  alarms: ['surplus', 'provedWrong', 'doubledReference'],
};

it('tells every alarm of a result, whichever road it came by', async () => {
  const log = new FakeLog();
  const aloud = recordAloud({ record: async () => WRONG }, log);
  expect(await aloud(RESULT, 'database')).toEqual(WRONG);
  expect(log.errors).toEqual([
    expect.stringContaining('a refund is due'),
    expect.stringContaining('counted as not made was made'),
    expect.stringContaining('one reference'),
  ]);
});

it('tells who settled a payment, and every alarm of it; a refusal is for the asker alone', async () => {
  const log = new FakeLog();
  const answers: Awaited<ReturnType<Resolver['resolve']>>[] = [{ refused: 'noAttempt' }, WRONG];
  const aloud = resolveAloud({ resolve: async () => answers.shift() ?? WRONG }, log);
  expect(await aloud.resolve(RESOLUTION)).toEqual({ refused: 'noAttempt' });
  expect(log.lines).toEqual([]);
  await aloud.resolve(RESOLUTION);
  expect(log.lines[0]).toMatchObject({ level: 'info', fields: { who: 'sara', attemptId: 'att_1' } });
  expect(log.errors).toHaveLength(3);
});
