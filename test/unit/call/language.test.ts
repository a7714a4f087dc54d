import { describe, expect, it } from 'vitest';
import { UNKNOWN_CALLER } from '../../../src/domain/call/event.ts';
import { Conversation } from '../../support/conversation.ts';

const BOTH = { languages: ['fa', 'en'], bill: { type: 'invoice' } } as const;
const WRONG = { type: 'malformed', why: 'notOffered', count: 1 } as const;

/** What is said, each sentence with the language it is said in. */
function spoken(call: Conversation): readonly string[] {
  return call.commands.flatMap((command) =>
    command.type === 'Play'
      ? command.prompts.map((prompt) => `${prompt.in ?? command.language} ${prompt.key}`)
      : [],
  );
}

describe('a line with two languages', () => {
  const menu = () => new Conversation().arrive(BOTH);

  it('greets in its first one and offers each in itself', () => {
    expect(spoken(menu())).toEqual([
      'fa greet.hello',
      'fa greet.private',
      'fa greet.language',
      'en greet.language',
    ]);
  });

  it('goes on in the one that is chosen, and remembers it', () => {
    const call = menu().choose('2');
    expect(call.command('RememberLanguage')).toEqual({ type: 'RememberLanguage', language: 'en' });
    expect(spoken(call)).toEqual(['en bill.invoice.ask']);
  });

  it('opens the next gather at the chosen key, so that what is keyed ahead is not lost', () => {
    expect(menu().key().choose('1').command('OpenGather')?.request).toEqual({ kind: 'invoice' });
  });

  it('goes on in its first one when nobody chooses, and remembers nothing', () => {
    const call = menu().keepSilent(0, 1);
    expect(spoken(call)).toEqual(['fa greet.language', 'en greet.language']);
    expect(spoken(call.keepSilent(0, 2))).toEqual(['fa bill.invoice.ask']);
    expect(
      call.journal.some(({ commands }) => commands.some(({ type }) => type === 'RememberLanguage')),
    ).toBe(false);
  });

  it('asks again after another key, and gives in after three', () => {
    const call = menu().answer(WRONG);
    expect([call.stage, spoken(call)]).toEqual(['language', ['fa greet.language', 'en greet.language']]);
    expect(call.answer(WRONG).answer(WRONG).stage).toBe('bill.invoice');
  });
});

describe('a caller whose language is remembered', () => {
  const known = (policy = {}) =>
    new Conversation().arrive({ ...BOTH, ...policy }, '09121234567', { ...UNKNOWN_CALLER, language: 'en' });

  it('is greeted in it, hears that there is another, and need not choose', () => {
    expect(spoken(known())).toEqual(['en greet.hello', 'en greet.private', 'fa greet.language']);
    expect(spoken(known().hear())).toEqual(['en bill.invoice.ask']);
  });

  it('may change it', () => {
    expect(known().choose('1').command('RememberLanguage')?.language).toBe('fa');
  });

  it('is spoken to in the line’s own where the line has ceased to speak it', () => {
    expect(spoken(known({ languages: ['fa'] }))).toEqual(['fa greet.hello', 'fa greet.private']);
  });
});
