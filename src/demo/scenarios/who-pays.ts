import { people } from '../../sandbox/people.ts';
import type { Scenario } from './scenario.ts';

/** Somebody whom the registers of the sandbox know, with what is theirs. */
function known(name: string) {
  const person = people.find((each) => each.name === name);
  if (person === undefined) throw new Error(`the registers of the sandbox know no ${name}`);
  const [mobile = '', otherMobile = mobile] = person.mobiles;
  const [card = '', otherCard = card] = person.cards;
  return { ...person, mobile, otherMobile, card, otherCard };
}

const SARA = known('Sara');
const OMID = known('Omid');
const NILOOFAR = known('Niloofar');

/** Lines that find out who pays. */
export const WHO_PAYS: readonly Scenario[] = [
  {
    name: 'payer-by-mobile',
    about: 'A line asks for the national id, finds that the mobile is its holder’s, and is paid.',
    async act(stage) {
      const caller = await stage.call('verifiesMobile', { from: SARA.mobile });
      await stage.keyCard(caller);
      await stage.keyIdentity(caller, SARA);
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['card.ask', 'verify.why', 'verify.nationalId.ask', 'verify.asking', 'pin.ask', 'paid'],
      never: ['verify.birthDate.ask', 'verify.mismatch'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'payer-by-card',
    about:
      'A line asks for the national id and the birth date of the card’s holder, reads the date back, and is paid.',
    async act(stage) {
      const caller = await stage.call('verifiesCard', { from: OMID.mobile });
      await stage.keyCard(caller, OMID.card);
      await stage.keyIdentity(caller, OMID);
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: [
        'verify.nationalId.ask',
        'verify.birthDate.ask',
        'verify.birthDate.said',
        'verify.birthDate.confirm',
        'verify.asking',
        'paid',
      ],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'payer-mistyped',
    about: 'A national id that is somebody else’s is asked for once more; the payer’s own leads to the PIN.',
    async act(stage) {
      const caller = await stage.call('verifiesMobile', { from: NILOOFAR.mobile });
      await stage.keyCard(caller);
      await stage.keyIdentity(caller, SARA);
      await stage.keyIdentity(caller, NILOOFAR);
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['verify.mismatch', 'verify.again', 'verify.nationalId.ask', 'verify.asking', 'paid'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'payer-not-the-holder',
    about: 'Whoever is not the holder of the card is told so kindly, not what differs, and asked for no PIN.',
    async act(stage) {
      const caller = await stage.call('verifiesCard', { from: OMID.otherMobile });
      await stage.keyCard(caller, OMID.otherCard);
      await stage.keyIdentity(caller, NILOOFAR);
      await stage.keyIdentity(caller, { ...OMID, jalaliBirthDate: NILOOFAR.jalaliBirthDate });
      await stage.over(caller);
    },
    outcome: {
      hears: ['verify.mismatch', 'verify.again', 'verify.mismatch', 'nothing.taken', 'bye'],
      never: ['otp.asking', 'pin.ask'],
      attempts: [],
      charges: 0,
    },
  },
  {
    name: 'payer-not-verified-and-on',
    about: 'The register does not answer, and the line goes on without it: the payer is told, and pays.',
    setting: 'strict',
    async act(stage) {
      await stage.switchOn('mobile-national-id', { kind: 'silent' });
      const caller = await stage.call('verifiesOrGoesOn');
      await stage.keyCard(caller);
      await stage.keyIdentity(caller, SARA);
      await stage.keyPin(caller);
      await caller.asked('reference');
      await caller.hangUp();
    },
    outcome: {
      hears: ['verify.asking', 'verify.down.goOn', 'otp.asking', 'paid'],
      never: ['verify.down.stop', 'verify.mismatch'],
      attempts: ['paid'],
      charges: 1,
    },
  },
  {
    name: 'payer-not-verified-and-stopped',
    about:
      'The register does not answer, and the line stops: nobody is asked for a PIN, and nothing is taken.',
    setting: 'strict',
    async act(stage) {
      await stage.switchOn('card-national-id', { kind: 'http', status: 503 });
      const caller = await stage.call('verifiesCard');
      await stage.keyCard(caller);
      await stage.keyIdentity(caller, OMID);
      await stage.over(caller);
    },
    outcome: {
      hears: ['verify.asking', 'verify.down.stop', 'nothing.taken', 'bye'],
      never: ['otp.asking', 'verify.down.goOn', 'verify.mismatch'],
      attempts: [],
      charges: 0,
    },
  },
];
