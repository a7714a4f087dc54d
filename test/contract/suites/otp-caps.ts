import { beforeAll, expect, it } from 'vitest';
import type { Database } from '../../../src/adapters/store/database.ts';
import type { NewAttempt, OtpCaps } from '../../../src/application/ports.ts';
import {
  BOOKSHOP,
  type BooksKit,
  booksKit,
  cardHash,
  LIMITS,
  newAttempt,
  newMobile,
  OF_PANEL,
  unique,
} from './books-kit.ts';

/** How many dynamic PINs may be asked for, and cards tried (payment.md, "Cards"). */
export function otpCapsSuite(use: () => Database): void {
  let kit: BooksKit;
  beforeAll(async () => {
    kit = booksKit(use());
    await kit.merchants.apply([BOOKSHOP]);
  });
  const ask = async (caps: Partial<OtpCaps>, given: Partial<NewAttempt>) => {
    const attempt = newAttempt(await kit.bill(), given);
    return { attempt, answer: await kit.payments.prepare(attempt, { ...LIMITS, ...caps }) };
  };
  const answers = async (caps: Partial<OtpCaps>, given: readonly Partial<NewAttempt>[]) => {
    const all: string[] = [];
    for (const one of given) all.push((await ask(caps, one)).answer);
    return all;
  };

  it('let a mobile ask for so many PINs an hour, with whatever card and on whatever line', async () => {
    const mobile = newMobile();
    const caps = { otpsPerCallerHour: 2 };
    const { attempt } = await ask(caps, { mobile });
    expect(await answers(caps, [{ mobile, line: '2000' }, { mobile }, { mobile: newMobile() }])).toEqual([
      'prepared',
      'callerLimit',
      'prepared',
    ]);
    await kit.aged('prepared_at', attempt, 3_599);
    expect(await answers(caps, [{ mobile }])).toEqual(['callerLimit']);
    await kit.aged('prepared_at', attempt, 2);
    expect(await answers(caps, [{ mobile }, { mobile }])).toEqual(['prepared', 'callerLimit']);
  });

  it('let a mobile try so many cards a day, each as often as it likes', async () => {
    const mobile = newMobile();
    const [first, second] = [cardHash(), cardHash()];
    const caps = { cardsPerCallerDay: 2 };
    const { attempt } = await ask(caps, { mobile, cardHash: first });
    const tries = [{ mobile, cardHash: second }, { mobile }, { mobile, cardHash: second }];
    expect(await answers(caps, tries)).toEqual(['prepared', 'callerLimit', 'prepared']);
    await kit.aged('prepared_at', attempt, 86_399);
    expect(await answers(caps, [{ mobile }])).toEqual(['callerLimit']);
    await kit.aged('prepared_at', attempt, 2);
    expect(await answers(caps, [{ mobile }, { mobile, cardHash: first }])).toEqual([
      'prepared',
      'callerLimit',
    ]);
  });

  it('let a line ask for so many PINs an hour', async () => {
    const line = unique('line');
    const caps = { otpsPerLineHour: 2 };
    const { attempt } = await ask(caps, { line });
    expect(await answers(caps, [{ line }, { line }, { line: unique('line') }])).toEqual([
      'prepared',
      'callerLimit',
      'prepared',
    ]);
    await kit.aged('prepared_at', attempt, 3_601);
    expect(await answers(caps, [{ line }])).toEqual(['prepared']);
  });

  it('let a key of a panel ask for so many PINs an hour, whoever pays and on whatever line', async () => {
    const [apiKeyId, other] = [unique('key'), unique('key')];
    const caps = { otpsPerKeyHour: 2, otpsPerCallerHour: 1, cardsPerCallerDay: 1 };
    const { attempt } = await ask(caps, { ...OF_PANEL, apiKeyId });
    const tries = [{ apiKeyId, line: '2000' }, { apiKeyId }, { apiKeyId: other }];
    expect(
      await answers(
        caps,
        tries.map((one) => ({ ...OF_PANEL, ...one })),
      ),
    ).toEqual(['prepared', 'keyLimit', 'prepared']);
    await kit.aged('prepared_at', attempt, 3_599);
    expect(await answers(caps, [{ ...OF_PANEL, apiKeyId }])).toEqual(['keyLimit']);
    await kit.aged('prepared_at', attempt, 2);
    expect(await answers(caps, [{ ...OF_PANEL, apiKeyId }])).toEqual(['prepared']);
  });

  it('of a key are none of a call’s', async () => {
    expect(await answers({ otpsPerKeyHour: 1 }, [{}, {}, {}])).toEqual(['prepared', 'prepared', 'prepared']);
  });

  it('tell the limit of a card before that of its caller', async () => {
    const given = { mobile: newMobile(), cardHash: cardHash() };
    const caps = { otpsPerCardHour: 1, otpsPerCallerHour: 1 };
    expect(await answers(caps, [given, given, { mobile: given.mobile }])).toEqual([
      'prepared',
      'cardLimit',
      'callerLimit',
    ]);
  });

  it('are kept by calls of one mobile that come at once', async () => {
    const mobile = newMobile();
    const caps = { otpsPerCallerHour: 3, cardsPerCallerDay: 4 };
    const all = await Promise.all(Array.from({ length: 20 }, () => ask(caps, { mobile })));
    expect(all.filter(({ answer }) => answer === 'prepared')).toHaveLength(3);
    const other = newMobile();
    const fewCards = { cardsPerCallerDay: 2 };
    const cards = await Promise.all(Array.from({ length: 20 }, () => ask(fewCards, { mobile: other })));
    expect(cards.filter(({ answer }) => answer === 'prepared')).toHaveLength(2);
  });
}
