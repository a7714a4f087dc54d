import { setTimeout as sleep } from 'node:timers/promises';
import type { PhoneCall } from '../../src/demo/telephone.ts';
import type { Entry } from './books.ts';
import type { Place } from './place.ts';

/** The points of a call that faults wait for. */
export type Point = 'midEntry' | 'atPin' | 'verdict';

/** Who pays, with what, and how they behave. */
export interface Person {
  readonly mobile: string;
  readonly card: string;
  readonly line: string;
  /** The code of the invoice, on an invoice line. */
  readonly code: string;
  readonly manner: 'plain' | 'wrongPinFirst' | 'hangsUpWhilePaying' | 'hangsUpAtPin';
}

const LOOK_MS = 150;
/** A caller waits so long in all, and then hangs up. */
const PATIENCE_MS = 150_000;
/** So often a line that does not answer is dialled. */
const DIALS = 4;
const REDIAL_MS = 4_000;
/** The pause in the middle of a card, long enough to be killed in. */
const PAUSE_MS = 1_500;

/**
 * One payer. Dials; when the call ends without a verdict, or with *not known yet*, dials once more and tries to
 * pay the same again, as people do. Resolves to how many calls were made.
 */
export async function pays(place: Place, person: Person): Promise<number> {
  for (let calls = 1; ; calls += 1) {
    const told = await calling(place, person);
    if (told === 'told' || calls === 2) return calls;
  }
}

async function calling(place: Place, person: Person): Promise<'told' | 'untold'> {
  for (let dial = 0; dial < DIALS; dial += 1) {
    const since = new Date();
    const call = await place.telephone.call({ to: person.line, from: `0${person.mobile}` });
    let over = false;
    void call.ended.then(() => {
      over = true;
    });
    const isOver = () => over;
    const callId = await found(place, person, since, isOver);
    if (callId !== null) return await talk(place, person, call, callId, isOver);
    await call.hangUp();
    await sleep(REDIAL_MS);
  }
  return 'untold';
}

/** Finds a call in the books; null when it ended and they do not have it. */
async function found(
  place: Place,
  { mobile }: Person,
  since: Date,
  isOver: () => boolean,
): Promise<string | null> {
  for (;;) {
    const wasOver = isOver();
    const callId = await place.books.callOf(mobile, since);
    if (callId !== null || wasOver) return callId;
    await sleep(LOOK_MS);
  }
}

/** What a caller keeps in mind during one call. */
interface Mind {
  told: 'told' | 'untold';
  wrongPins: number;
  readonly usedPins: Set<string>;
}

async function talk(
  place: Place,
  person: Person,
  call: PhoneCall,
  callId: string,
  isOver: () => boolean,
): Promise<Mind['told']> {
  const mind: Mind = { told: 'untold', wrongPins: 0, usedPins: new Set() };
  const deadline = Date.now() + PATIENCE_MS;
  let seen = 0;
  while (!isOver() && Date.now() < deadline) {
    const news = await place.books.journal(callId, seen);
    seen = news.at(-1)?.seq ?? seen;
    if (news.some(wasToldWhole)) mind.told = 'told';
    const last = news.findLast(wantsAnAnswer);
    // A line that ends while a key is sent is no fault of the caller.
    if (last !== undefined) await answer(place, person, call, last, mind).catch(() => undefined);
    await sleep(LOOK_MS);
  }
  await call.hangUp();
  return mind.told;
}

function wasToldWhole(entry: Entry): boolean {
  return entry.stage === 'reference' || (entry.stage === 'next' && entry.event.type === 'PromptEnded');
}

/** Where a payer does something without being asked. */
const UNASKED = new Set(['greet', 'pay.wait', 'verdict']);
/** After these the question of a stage stands, though no gather was opened for it. */
const ASKING = new Set(['GatherSilent', 'OtpReplied', 'LineGap']);

function wantsAnAnswer({ commands, event, stage }: Entry): boolean {
  return commands.some(({ type }) => type === 'OpenGather') || ASKING.has(event.type) || UNASKED.has(stage);
}

async function answer(
  place: Place,
  person: Person,
  call: PhoneCall,
  entry: Entry,
  mind: Mind,
): Promise<void> {
  const again = entry.event.type === 'GatherSilent' && Number(entry.event.have) > 0 ? '*' : '';
  switch (entry.stage) {
    case 'greet':
      return call.key('#');
    case 'bill.invoice':
      return call.key(`${again}${person.code}#`);
    case 'bill.confirm':
    case 'card.confirm':
    case 'pin.menu':
      return call.key('1');
    case 'card.ask':
      await call.key(`${again}${person.card.slice(0, 8)}`);
      place.reach('midEntry');
      await sleep(PAUSE_MS);
      return call.key(person.card.slice(8));
    case 'pin.ask':
      if (person.manner === 'hangsUpAtPin') return call.hangUp();
      return keyPin(place, person, call, again, mind);
    case 'pay.wait':
      return person.manner === 'hangsUpWhilePaying' ? call.hangUp() : undefined;
    case 'verdict':
      return place.reach('verdict');
    case 'next':
      return call.key(person.manner === 'wrongPinFirst' && mind.wrongPins === 1 ? '2' : '3');
    case 'reference':
      return call.hangUp();
  }
}

/** Nobody reads the bank's SMS sooner; keys that come sooner are thrown away. */
const SMS_READ_MS = 1_200;

async function keyPin(
  place: Place,
  person: Person,
  call: PhoneCall,
  again: string,
  mind: Mind,
): Promise<void> {
  const pin = await newestPin(place, person, mind);
  if (pin === null) return call.key('*');
  await sleep(SMS_READ_MS);
  place.reach('atPin');
  if (person.manner === 'wrongPinFirst' && mind.wrongPins === 0) {
    mind.wrongPins = 1;
    return call.key(`${again}${pin.startsWith('9') ? '8' : '9'}${pin.slice(1)}#`);
  }
  mind.usedPins.add(pin);
  return call.key(`${again}${pin}#`);
}

/** The last PIN that was texted to this card, when it is a new one; null after some waiting. */
async function newestPin(place: Place, { card }: Person, { usedPins }: Mind): Promise<string | null> {
  for (let tries = 0; tries < 40; tries += 1) {
    const pin = (await place.inbox(card.slice(-4))).at(-1);
    if (pin !== undefined && !usedPins.has(pin)) {
      place.keyed.add(pin);
      return pin;
    }
    await sleep(100);
  }
  return null;
}
