import { describe, expect, it } from 'vitest';
import { startCallBackSettler } from '../../../src/application/settle-call-backs.ts';
import { replayJournal } from '../../../src/domain/call/journal.ts';
import { FakeLog, PAN } from '../../support/fakes.ts';
import { LiveCall } from '../../support/live-call.ts';
import { SimulatedSystem, settle } from '../../support/simulated-system.ts';

const CODE = '12345674';

describe('a payer who was rung', () => {
  it('pays the invoice by the mobile that was rung, on a line of another amount', async () => {
    const call = new LiveCall();
    call.line.answerRing(CODE);
    await call.system.advance(400);
    await call.listen(2);
    await call.keys('1');
    await call.keys(PAN);
    await call.keyPin();
    expect(call.books.last).toBe('paid');
    // 500,000 is what the line asks of whoever calls it.
    expect(call.gateway.pays).toMatchObject([{ amount: 750_000 }]);
    const commands = call.journal.entries.flatMap((entry) => entry.commands);
    expect(commands).toContainEqual({ type: 'FindBill', by: { type: 'code', code: CODE } });
    expect(commands).toContainEqual(
      expect.objectContaining({ type: 'CommitAttempt', mobile: '+989121234567' }),
    );
    expect(call.journal.entries[0]?.event).toMatchObject({ type: 'CallArrived', invoice: CODE });
    expect(replayJournal(JSON.parse(JSON.stringify(call.journal.entries)))).toMatchObject({
      identical: true,
    });
  });

  it('is led to the invoice also by a process that finds them before anything was written', async () => {
    const call = new LiveCall();
    call.line.wait(null, CODE);
    await call.system.advance(400);
    expect(call.seen[0]?.event).toMatchObject({ type: 'CallArrived', invoice: CODE });
  });

  it('who calls by themselves has no invoice in the journal', async () => {
    const call = await new LiveCall().toGreeting();
    expect(call.journal.entries[0]?.event).not.toHaveProperty('invoice');
  });
});

describe('call-backs whose end nobody told', () => {
  it('are settled every minute, also after a failure, and until it is ended', async () => {
    const system = new SimulatedSystem();
    const log = new FakeLog();
    let asked = 0;
    const settleLost = async () => {
      asked += 1;
      if (asked === 1) throw new Error('the store is away');
      return 2;
    };
    const end = startCallBackSettler({ requests: { settleLost }, system, log });
    await settle();
    const first = asked;
    await system.advance(60_000);
    expect(asked).toBe(first + 1);
    await end();
    await system.advance(180_000);
    expect(asked).toBe(first + 1);
  });
});
