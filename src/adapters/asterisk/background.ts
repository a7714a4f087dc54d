import type { Rest } from './rest.ts';

export type Media = 'silence' | 'music';

/** What a caller hears between prompts. Every prompt ends it in Asterisk, so it is asked for again after each. */
export interface Background {
  /** Changes what is heard. Rejects as `Rest.request` does. */
  keep(media: Media): Promise<void>;
  /** Asks again for what was wanted last. */
  again(): Promise<void>;
}

export function createBackground(rest: Rest, channelPath: string): Background {
  let wanted: Media = 'silence';
  let last: Promise<unknown> = Promise.resolve();

  /** One request after the other: on two connections they could overtake each other. */
  const inTurn = (step: () => Promise<void>): Promise<void> => {
    const done = last.then(step);
    last = done.catch(() => undefined);
    return done;
  };
  const ask = async () => {
    await rest.request('POST', `${channelPath}/${wanted === 'music' ? 'moh' : 'silence'}`);
  };

  return {
    again: () => inTurn(ask),
    keep: (media) =>
      inTurn(async () => {
        if (wanted === 'music' && media === 'silence') await rest.request('DELETE', `${channelPath}/moh`);
        wanted = media;
        await ask();
      }),
  };
}
