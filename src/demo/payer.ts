import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { asks, type JournalFeed } from './journal-feed.ts';
import type { Telephone } from './telephone.ts';

/** Somebody who pays by telephone: dials, listens a little, keys a card, reads the bank's SMS, keys the PIN. */
export interface Payer {
  readonly line: string;
  readonly mobile: string;
  readonly card: string;
  /** Where the sandbox shows the messages that a bank would send. */
  readonly inbox: string;
}

/** A person takes a moment before keying. */
const THINKING_MS = 1_200;

const Inbox = z.array(z.object({ pin: z.string() }));

/** Pays to the end: hangs up after hearing the reference, and resolves when the call is over. */
export async function payByPhone(telephone: Telephone, journal: JournalFeed, payer: Payer): Promise<void> {
  const cardAsked = journal.until('the question for the card', asks('card.ask'));
  const call = await telephone.call({ to: payer.line, from: payer.mobile });
  const key = async (keys: string) => {
    await sleep(THINKING_MS);
    await call.key(keys);
  };
  try {
    await cardAsked;
    const confirmAsked = journal.until('the question whether the card is right', asks('card.confirm'));
    await key(payer.card);
    await confirmAsked;
    const pinAsked = journal.until('the question for the PIN', ({ stage }) => stage === 'pin.ask');
    await key('1');
    await pinAsked;
    const referenceBegun = journal.until('the reference', asks('reference'));
    await key(`${await newestPin(payer)}#`);
    await referenceBegun;
    await journal.until(
      'the end of the reference',
      ({ stage, event }) => stage === 'reference' && event.type === 'PromptEnded' && event.heard === 'whole',
    );
  } finally {
    const over = journal.entries.at(-1)?.stage === 'ended';
    const ended = over ? null : journal.until('the end of the call', ({ stage }) => stage === 'ended');
    await call.hangUp();
    await ended;
  }
}

async function newestPin({ inbox, card }: Payer): Promise<string> {
  const response = await fetch(`${inbox}?pan_last4=${card.slice(-4)}`);
  const newest = Inbox.parse(await response.json()).at(-1);
  if (newest === undefined) throw new Error('the sandbox has texted no PIN to this card');
  return newest.pin;
}
