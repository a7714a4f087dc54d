import { describe, expect, it } from 'vitest';
import { LiveCall } from '../../support/live-call.ts';

/** A gateway that refuses every connection, and callers who come one after the other. */
async function fails(call: LiveCall, times: number): Promise<void> {
  call.gateway.otp = { type: 'notConnected' };
  for (let nth = 0; nth < times; nth += 1) {
    await call.toPin();
    call.line.leave();
    await call.system.advance(1_000);
  }
}

describe('a gateway that is down', () => {
  it('is told to the next caller before a card is asked for, and said in health', async () => {
    const call = new LiveCall();
    await fails(call, 3);
    await expect(call.circuit.check()).rejects.toThrow('the gateway does not answer');
    const asked = call.gateway.otps.length;
    const said = call.said.length;
    await call.toGreeting();
    expect(call.said.slice(said)).toEqual(['line.down', 'bye']);
    await call.listen();
    expect([call.stage, call.gateway.otps.length]).toEqual(['leaving', asked]);
    expect(call.log.errors).toContain('the gateway is down: callers are told before they key a card');
  });

  it('is tried by one caller after a pause, and works for everybody when that one is served', async () => {
    const call = new LiveCall();
    await fails(call, 3);
    await call.system.advance(15_000);
    call.gateway.otp = { type: 'accepted' };
    await call.toPin();
    expect(call.stage).toBe('pin.ask');
    await expect(call.circuit.check()).resolves.toBeUndefined();
    expect(call.log.lines.map(({ message }) => message)).toContain('the gateway answers again');
  });

  it('ends the calls that have not come to a payment, and no other', async () => {
    const call = new LiveCall();
    await fails(call, 2);
    await call.toPin();
    expect(call.said.slice(-2)).toEqual(['line.down', 'bye']);
    expect(call.said).toContain('otp.failed');
  });
});
