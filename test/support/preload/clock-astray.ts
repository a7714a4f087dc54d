/**
 * A planted fault, loaded into a server by `node --import`: the wall clock of the process jumps three hours ahead,
 * then three hours back, and on again every two seconds. The monotonic clock goes on as it is.
 */
const HOURS_AWAY = 3 * 60 * 60_000;
const JUMP_MS = 2_000;
const RealDate = Date;
const astray = () => (Math.floor(performance.now() / JUMP_MS) % 2 === 0 ? HOURS_AWAY : -HOURS_AWAY);

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args) =>
    args.length === 0 ? new target(target.now() + astray()) : Reflect.construct(target, args),
  get: (target, name, receiver) =>
    name === 'now' ? () => target.now() + astray() : Reflect.get(target, name, receiver),
});
