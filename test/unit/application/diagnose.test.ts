import { expect, test } from 'vitest';
import { type Check, diagnose, type Finding } from '../../../src/application/diagnose.ts';
import { Fault } from '../../../src/application/fault.ts';
import { SimulatedSystem, settle } from '../../support/simulated-system.ts';

const OK: Finding = { status: 'ok', note: 'seen' };
const FAILED: Finding = { status: 'failed', note: 'broken', remedy: 'mend it' };
const NOT_SET_UP: Finding = { status: 'notSetUp', note: 'not used' };

function check(name: string, needs: readonly string[], look: Finding | (() => Promise<Finding>)): Check {
  return { name, needs, remedy: 'look again', look: typeof look === 'function' ? look : async () => look };
}

/** What came of checks, as `name: status, note`. */
async function told(checks: readonly Check[], deadlineMs = 1_000): Promise<readonly string[]> {
  const { checks: results } = await diagnose(checks, { system: new SimulatedSystem(), deadlineMs });
  return results.map(({ check: name, status, note }) => `${name}: ${status}, ${note}`);
}

test('what needs something that failed is skipped, however far from it; the others are looked at', async () => {
  const looked: string[] = [];
  const seen = (name: string) => async () => {
    looked.push(name);
    return OK;
  };
  const checks = [
    check('a', [], FAILED),
    check('b', [], seen('b')),
    check('c', ['a', 'b'], seen('c')),
    check('d', ['c'], seen('d')),
    check('e', ['b'], seen('e')),
  ];
  expect(await told(checks)).toEqual([
    'a: failed, broken',
    'b: ok, seen',
    'c: skipped, needs a',
    'd: skipped, needs c',
    'e: ok, seen',
  ]);
  expect(looked).toEqual(['b', 'e']);
});

test('what stands on something that is not set up is not set up either, and nothing is wrong with that', async () => {
  const checks = [check('a', [], NOT_SET_UP), check('b', ['a'], FAILED)];
  expect(await diagnose(checks, { system: new SimulatedSystem(), deadlineMs: 1 })).toEqual({
    ok: true,
    checks: [
      { check: 'a', status: 'notSetUp', note: 'not used' },
      { check: 'b', status: 'notSetUp', note: 'goes with a' },
    ],
  });
});

test('what fails counts more than what is not set up', async () => {
  const checks = [check('a', [], NOT_SET_UP), check('b', [], FAILED), check('c', ['a', 'b'], OK)];
  expect((await told(checks)).at(-1)).toBe('c: skipped, needs b');
});

test('everything begins at once but what has to wait, and is told as it comes, in the order of the list', async () => {
  const open = new Map<string, (finding: Finding) => void>();
  const waiting = (name: string) => () => new Promise<Finding>((resolve) => open.set(name, resolve));
  const heard: string[] = [];
  const diagnosis = diagnose(
    [check('a', [], waiting('a')), check('b', [], waiting('b')), check('c', ['b'], waiting('c'))],
    { system: new SimulatedSystem(), deadlineMs: 1_000, tell: (result) => heard.push(result.check) },
  );
  await settle();
  expect([...open.keys()]).toEqual(['a', 'b']);
  open.get('b')?.(OK);
  await settle();
  expect([...open.keys()]).toEqual(['a', 'b', 'c']);
  open.get('c')?.(OK);
  open.get('a')?.(OK);
  expect((await diagnosis).checks.map((result) => result.check)).toEqual(['a', 'b', 'c']);
  expect(heard).toEqual(['b', 'c', 'a']);
});

test('a look that takes too long has failed; the time of what it waited for is not counted', async () => {
  const system = new SimulatedSystem();
  let answer = (_: Finding) => {};
  const late = check('late', [], () => new Promise((resolve) => (answer = resolve)));
  const silent = check('silent', ['late'], () => new Promise(() => {}));
  const diagnosis = diagnose([late, silent], { system, deadlineMs: 1_000 });
  await system.advance(999);
  answer(OK);
  await settle();
  await system.advance(999);
  let isOver = false;
  void diagnosis.then(() => {
    isOver = true;
  });
  await settle();
  expect(isOver).toBe(false);
  await system.advance(1);
  expect((await diagnosis).checks).toEqual([
    { check: 'late', status: 'ok', note: 'seen' },
    { check: 'silent', status: 'failed', note: 'no answer within 1 s', remedy: 'look again' },
  ]);
});

test.each<[string, unknown, string, string]>([
  ['a sentence', new Fault('It is broken.'), 'It is broken', 'look again'],
  [
    'two sentences',
    new Fault('Host 10.0.0.1:80 is away. Check X. Then Y.'),
    'Host 10.0.0.1:80 is away',
    'Check X. Then Y.',
  ],
  [
    'what to do after a colon',
    new Fault('No one is at http://a:1: start it.'),
    'No one is at http://a:1',
    'Start it.',
  ],
  [
    'an unforeseen error',
    new TypeError('the key is s3cret'),
    'it cannot be looked at (TypeError)',
    'look again',
  ],
  [
    'a code',
    Object.assign(new Error('s3cret'), { code: 'EIO' }),
    'it cannot be looked at (EIO)',
    'look again',
  ],
  ['anything else', 's3cret', 'it cannot be looked at (no reason given)', 'look again'],
])('a look that throws has failed: %s', async (_what, error, note, remedy) => {
  const { checks } = await diagnose([check('a', [], () => Promise.reject(error))], {
    system: new SimulatedSystem(),
    deadlineMs: 1_000,
  });
  expect(checks).toEqual([{ check: 'a', status: 'failed', note, remedy }]);
});

test('a list in which a check stands before what it needs is refused', async () => {
  await expect(told([check('a', ['b'], OK), check('b', [], OK)])).rejects.toThrow('a needs b');
});
