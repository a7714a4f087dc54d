import type { Dispatcher } from 'undici';
import { describe, expect, test } from 'vitest';
import { sendOnce } from '../../src/adapters/provider/send-once.ts';

type Handler = Required<
  Pick<
    Dispatcher.DispatchHandler,
    'onRequestStart' | 'onResponseStart' | 'onResponseData' | 'onResponseEnd' | 'onResponseError'
  >
>;

/** undici's side, played by the test: it calls the handler, and counts what was aborted. */
function play(
  script: (handler: Handler, controller: Dispatcher.DispatchController) => void,
  mayStillSend = true,
) {
  const aborted: string[] = [];
  const controller = {
    abort: (reason: Error) => void aborted.push(reason.message),
  } as unknown as Dispatcher.DispatchController;
  const late: (() => void)[] = [];
  const exchange = sendOnce(
    {
      dispatch(_options, handler) {
        script(handler as Handler, controller);
        return true;
      },
    },
    {
      method: 'POST',
      path: '/',
      headers: {},
      body: Buffer.from('{}'),
      timeoutMs: 5,
      mayStillSend: () => mayStillSend,
    },
    {
      after(_ms, run) {
        late.push(run);
        return () => void late.pop();
      },
    },
  );
  return { exchange, aborted, expire: () => late.at(0)?.() };
}

describe('one request', () => {
  test('is refused when undici begins it a second time', async () => {
    const { exchange, aborted } = play((handler, controller) => {
      handler.onRequestStart(controller, null);
      handler.onRequestStart(controller, null);
      handler.onResponseError(controller, new Error('aborted'));
    });
    expect(aborted).toEqual(['a request is sent once']);
    expect(await exchange).toMatchObject({ type: 'lost', why: 'connectionLost' });
  });

  test('is not begun after its deadline', async () => {
    let begin = () => {};
    const { exchange, aborted, expire } = play((handler, controller) => {
      begin = () => handler.onRequestStart(controller, null);
    });
    expire();
    begin();
    expect(aborted).toHaveLength(1);
    expect(await exchange).toMatchObject({ type: 'neverLeft', why: 'notConnected' });
  });

  test('is not begun when it may not be sent any more', async () => {
    const { exchange, aborted } = play(
      (handler, controller) => handler.onRequestStart(controller, null),
      false,
    );
    expect(aborted).toHaveLength(1);
    expect(await exchange).toMatchObject({ type: 'neverLeft', why: 'notConfirmed' });
  });

  test('is lost, not unsent, when its deadline passes once it began', async () => {
    const { exchange, aborted, expire } = play((handler, controller) => {
      handler.onRequestStart(controller, null);
      handler.onResponseStart(controller, 200, {});
    });
    expire();
    expect(aborted).toHaveLength(1);
    expect(await exchange).toEqual({ type: 'lost', why: 'timeout', httpStatus: 200, detail: 'deadline' });
  });

  test('keeps its first end: a reply after the deadline changes nothing, nor an error after the reply', async () => {
    const { exchange } = play((handler, controller) => {
      handler.onRequestStart(controller, null);
      handler.onResponseStart(controller, 200, {});
      handler.onResponseData(controller, Buffer.from('{"a":'));
      handler.onResponseData(controller, Buffer.from('1}'));
      handler.onResponseEnd(controller, {});
      handler.onResponseError(controller, new Error('late'));
    });
    expect(await exchange).toEqual({ type: 'reply', httpStatus: 200, body: '{"a":1}', location: null });
  });
});
