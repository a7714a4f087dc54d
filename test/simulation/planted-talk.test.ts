import { describe, expect, it } from 'vitest';
import type { LineEvent } from '../../src/application/ports.ts';
import type { Plant } from './application.ts';
import { CALLS, caught as caughtWith, identifying, onTheLine, paying, saying, timing } from './plants.ts';

/**
 * The rules of the conversation, each broken once around a port of every process, in worlds in which nothing else
 * goes wrong (call.md; issue 4, "Planted faults").
 */

const caught = (plant: Plant, calls = CALLS) => caughtWith(plant, calls, false);

/** Whatever the call and the time that it is said of. */
const says = (rule: string, what: RegExp) => expect.stringMatching(new RegExp(`^${rule}: ${what.source}`));

/** The soft limit of a call, and every wait for a key. */
const SOFT_LIMIT_MS = 780_000;
const isWaitForKey = (ms: number) => ms >= 6_000 && ms <= 46_000;

describe('the auditor of conversations', () => {
  it('finds nothing where no bug is planted', async () => {
    expect(await caught((ports) => ports)).toEqual([]);
  });

  it('a stuck stage: catches timers that never fire', async () => {
    const stuck = timing((ms) => (isWaitForKey(ms) || ms === SOFT_LIMIT_MS ? null : ms));
    const found = await caught(stuck);
    expect(found).toContainEqual(says('end', /goes on after \d+ s, long after its last key/));
    expect(found).toContainEqual(says('silence', /\d+ s after /));
  });

  it('a stuck stage: catches a call that is never hung up', async () => {
    const endless = onTheLine(() => ({ hangUp: async () => undefined }));
    expect(await caught(endless)).toContainEqual(says('silence', /\d+ s after bye/));
  });

  it('a lost prompt: catches a question that is not played', async () => {
    const mute = onTheLine(({ play }) => ({
      async play(channelId, playbackId, sounds) {
        if (!sounds.includes('fa/card.ask')) await play(channelId, playbackId, sounds);
      },
    }));
    expect(await caught(mute)).toContainEqual(says('silence', /\d+ s after /));
  });

  it('a lost prompt: catches the end of a prompt that never comes', async () => {
    const deaf = hearing((event) => (event.type === 'promptEnded' ? [] : [event]));
    expect(await caught(deaf)).toContainEqual(says('silence', /\d+ s after (greet|bill|unit)/));
  });

  it('no word while the bank is asked: catches a wait that nothing is said in', async () => {
    expect(await caught(timing((ms) => (ms === 12_000 ? null : ms)))).toContainEqual(
      says('silence', /\d+ s after pay\.wait/),
    );
  });

  it('a cut-off entry: catches a card that a slow payer cannot finish', async () => {
    expect(await caught(timing((ms) => (ms === 25_000 ? 2_000 : ms)))).toContainEqual(
      says('cutOff', /a card of \d+ digits, \d+ ms after a key, by bye/),
    );
  });

  it('a cut-off entry: catches a PIN whose time runs out while it is keyed', async () => {
    expect(await caught(timing((ms) => (ms === 10_000 ? 1_500 : ms)))).toContainEqual(
      says('cutOff', /a pin of \d digits, \d+ ms after a key, by pin\.menu/),
    );
  });

  it('a PIN that nobody ended: catches one that silence sends', async () => {
    // The line presses the hash key by itself, two seconds after the sixth digit or a later one.
    const hasty: Plant = (ports, at) => {
      const keyed = new Map<string, number>();
      return hearing((event, again) => {
        if (event.type !== 'key') return [event];
        const digits = /\d/.test(event.key) ? (keyed.get(event.channelId) ?? 0) + 1 : 0;
        keyed.set(event.channelId, digits);
        ports.system.after(2_000, () => {
          if (digits >= 6 && keyed.get(event.channelId) === digits) again({ ...event, key: '#' });
        });
        return [event];
      })(ports, at);
    };
    expect(await caught(hasty, 2 * CALLS)).toContain('pin: a PIN was sent that nobody ended');
  });

  it.each(['paid', 'declined'])('a verdict spoken twice: catches a second "%s"', async (verdict) => {
    const repeats = onTheLine(({ play }, { system }) => ({
      async play(channelId, playbackId, sounds) {
        await play(channelId, playbackId, sounds);
        if (!sounds.includes(`fa/${verdict}`)) return;
        const again = () => void play(channelId, `${playbackId}0`, sounds).catch(() => undefined);
        system.after(3_000, again);
      },
    }));
    expect(await caught(repeats)).toContain(`words: "${verdict}" was said after "${verdict}" of one payment`);
  });

  it('comfort: catches "nothing was taken" after a payment was sent', async () => {
    expect(await caught(saying('reason.funds', 'nothing.taken'))).toContain(
      'words: "nothing.taken" was said after a payment was sent',
    );
  });

  it('comfort: catches "nothing was taken" said to a caller with a payment in doubt', async () => {
    expect(await caughtWith(saying('pending.other', 'nothing.taken'), 3 * CALLS)).toContain(
      'words: "nothing.taken" was said to a caller with a payment in doubt',
    );
  });

  it('an amount told too early: catches one in the offer', async () => {
    expect(await caught(saying('bill.caller.one', 'unit.toman'))).toContain(
      'words: an amount was told before its caller chose',
    );
  });

  it('a pending verdict not told: catches callers who are forgotten', async () => {
    const forgets: Plant = ({ callers, ...ports }) => ({
      ...ports,
      callers: {
        recall: async (caller) => ({ ...(await callers.recall(caller)), pending: null }),
        rememberLanguage: (...remembered) => callers.rememberLanguage(...remembered),
        noteTold: (attemptId) => callers.noteTold(attemptId),
      },
    });
    expect(await caught(forgets, 2 * CALLS)).toContain(
      'pending: a payment whose end was not heard was not told',
    );
    const found = await caughtWith(forgets, 3 * CALLS);
    expect(found).toContain('pending: a doubt was not told');
    expect(found).toContain('pending: a card was asked for in spite of a doubt on the line');
  });

  it('a handed-over call with an open attempt: catches one that was not set aside', async () => {
    const keeps = paying(({ setAside }) => ({
      setAside: async (attemptId, reason) => reason === 'superseded' || setAside(attemptId, reason),
    }));
    expect(await caught(keeps, 4 * CALLS)).toContain('operator: was handed over with an open attempt');
  });

  it('a handed-over call with a payment out: catches an operator who is called while the bank is asked', async () => {
    const impatient = onTheLine(({ play, handOver }) => ({
      async play(channelId, playbackId, sounds) {
        await play(channelId, playbackId, sounds);
        if (sounds.includes('fa/pay.wait')) await handOver(channelId, '7001');
      },
    }));
    expect(await caught(impatient)).toContain('operator: was handed over while a payment was out');
  });

  it('a payer who is somebody else: catches a mismatch that is paid for all the same', async () => {
    const trusting = identifying((finding) => (finding === 'mismatched' ? 'matched' : finding));
    expect(await caught(trusting)).toContain('payer: a PIN was asked for, and nobody had said who pays');
  });

  it('a payer whom nobody asked about: catches it', async () => {
    const blind: Plant = ({ merchants, ...ports }) => ({
      ...ports,
      merchants: {
        findLine: async (did: string) => {
          const line = await merchants.findLine(did);
          return line === null ? null : { ...line, verify: null };
        },
      } as typeof merchants,
    });
    expect(await caught(blind)).toContain('payer: a PIN was asked for, and nobody had said who pays');
  });

  it('details that are tried out: catches counts that forget', async () => {
    const forgetful: Plant = ({ rateCounters: _, ...ports }) => ({
      ...ports,
      rateCounters: { hit: async (__, windowMs) => ({ hits: 1, endsInMs: windowMs }) },
    });
    expect(await caught(forgetful, 4 * CALLS)).toContainEqual(
      says('payer', /the register was asked \d+ times about one mobile/),
    );
  });

  it('a cut-off entry: catches a national id that a slow payer cannot finish', async () => {
    // A card has the same patience, so that the haste begins where a national id is asked for.
    const hasty: Plant = ({ telephony, system, ...ports }) => {
      let untilMs = 0;
      return {
        ...ports,
        telephony: {
          ...telephony,
          play(channelId, playbackId, sounds) {
            const asks = sounds.some((sound) => sound.endsWith('/verify.nationalId.ask'));
            if (asks) untilMs = system.monotonicMs() + 30_000;
            return telephony.play(channelId, playbackId, sounds);
          },
        },
        system: {
          ...system,
          after: (ms, run) => system.after(ms === 25_000 && system.monotonicMs() < untilMs ? 2_000 : ms, run),
        },
      };
    };
    expect(await caught(hasty, 4 * CALLS)).toContainEqual(
      says('cutOff', /a nationalId of \d+ digits, \d+ ms after a key, by bye/),
    );
  });

  it('a place that is not released: catches it, and a line that takes more calls than it may', async () => {
    const keeps: Plant = ({ slots, ...ports }) => ({
      ...ports,
      slots: { take: (slot) => slots.take(slot), release: async () => undefined },
    });
    expect(await caught(keeps)).toContain('places: a call that is over has a place on 4000');
    const generous: Plant = ({ slots, ...ports }) => ({
      ...ports,
      slots: { take: async () => true, release: (callId, owner) => slots.release(callId, owner) },
    });
    expect(await caught(generous)).toContainEqual(says('places', /\d+ calls at once, of \d at most/));
  });
});

/** A bug in how the events of the line are heard. @param again tells the application one more */
function hearing(
  change: (event: LineEvent, again: (event: LineEvent) => void) => readonly LineEvent[],
): Plant {
  return onTheLine(({ listen }) => ({
    listen: (listener) => listen((event) => change(event, listener).forEach(listener)),
  }));
}
