import { describe, expect, it } from 'vitest';
import { UNKNOWN_CALLER } from '../../../src/domain/call/event.ts';
import { Conversation, POLICY } from '../../support/conversation.ts';

describe('a line', () => {
  it.each([
    ['full', 'busy'],
    ['blocked', 'rejected'],
    ['down', 'noService'],
  ] as const)('that is %s rejects the call unanswered, as %s', (status, cause) => {
    const call = new Conversation().ring().load({ status });
    expect(call.commands).toEqual([{ type: 'Reject', cause }]);
    expect(call.tell({ type: 'CallerGone', cause: 17 }).stage).toBe('ended');
  });

  it('that is closed answers, says so, and hangs up', () => {
    const call = new Conversation().ring().load({ status: 'closed', policy: POLICY, caller: UNKNOWN_CALLER });
    expect(call.command('Answer')).toBeDefined();
    expect(call.pickUp().said).toEqual(['line.closed', 'bye']);
    expect(call.hear().command('HangUp')).toEqual({ type: 'HangUp', cause: 'normal' });
  });

  it('offers no further try after as many declines as a call may have', () => {
    const limits = { ...POLICY.limits, declinesPerCall: 1 };
    const call = new Conversation().toPay({ limits, confirmCard: false });
    expect(call.replied({ type: 'declined', code: 51 }).recorded().hear().said).toEqual([
      'declined.enough',
      'bye',
    ]);
  });
});
