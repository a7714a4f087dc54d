import { BIRTH_DATE, NATIONAL_ID } from '../../support/fakes.ts';
import type { LiveCall } from '../../support/live-call.ts';
import {
  anotherProcess,
  BY_CARD,
  BY_SHAHKAR,
  CODE,
  confirm,
  declined,
  INVOICE,
  identifyThemselves,
  keyCard,
  type Life,
  OPERATOR,
  OR_GO_ON,
  OTHER_PAN,
  ring,
  toNationalId,
} from './life.ts';

/** Lines that find out who pays before they ask for a PIN. */

/** Says the same at every question of the register. */
async function toldBy(call: LiveCall, finding: LiveCall['register']['finding']): Promise<void> {
  call.register.finding = finding;
  await identifyThemselves(call);
}

const matches: Readonly<Record<string, Life>> = {
  'payer-by-mobile-paid': async (call) => {
    await toNationalId(call);
    await identifyThemselves(call);
    await call.keyPin();
  },
  'payer-by-card-paid': async (call) => {
    await toNationalId(call, { ...BY_CARD, confirmCard: true });
    await identifyThemselves(call);
    await call.keyPin();
  },
  'payer-by-mobile-not-asked-again-for-another-card': async (call) => {
    await toNationalId(call);
    call.gateway.outcome = declined(51);
    await identifyThemselves(call);
    await call.keyPin();
    await call.listen();
    await call.keys('1');
    call.gateway.outcome = { type: 'paid', refId: '123456789012' };
    await keyCard(call, OTHER_PAN);
    await call.keyPin();
  },
  'payer-by-card-keys-nothing-again-for-another-card': async (call) => {
    await toNationalId(call, BY_CARD);
    call.gateway.outcome = declined(51);
    await identifyThemselves(call);
    await call.keyPin();
    await call.listen();
    await call.keys('1');
    await keyCard(call, OTHER_PAN);
    await call.keyPin();
    // A third card could not be asked about.
    await call.listen();
    await call.keys('1');
  },
};

const entries: Readonly<Record<string, Life>> = {
  'payer-corrects-both-entries-slowly': async (call) => {
    await toNationalId(call, BY_CARD);
    await call.keys('*');
    await call.keys('0837194627');
    await call.keys(NATIONAL_ID.slice(0, 5));
    await call.system.advance(26_000);
    await call.listen();
    await call.keys(`*${NATIONAL_ID}`);
    await call.keys('*');
    await call.keys('13701301');
    await call.keys('13700511');
    await call.listen();
    await call.keys('2');
    await call.keys(BIRTH_DATE);
    await confirm(call);
    await call.keyPin();
  },
  'payer-without-a-national-id': async (call) => {
    await toNationalId(call);
    for (let tries = 0; tries < 3; tries += 1) await call.keys('1234567890');
  },
  'payer-without-a-birth-date': async (call) => {
    await toNationalId(call, { ...BY_CARD, ...OPERATOR });
    await call.keys(NATIONAL_ID);
    for (let tries = 0; tries < 3; tries += 1) await call.keys('13990731');
  },
  'payer-silent-at-the-national-id': (call) => toNationalId(call),
  'payer-silent-at-the-birth-date': async (call) => {
    await toNationalId(call, BY_CARD);
    await call.keys(NATIONAL_ID);
  },
};

const findings: Readonly<Record<string, Life>> = {
  'payer-mismatched-then-matched': async (call) => {
    await toNationalId(call);
    await toldBy(call, 'mismatched');
    await toldBy(call, 'matched');
    await call.keyPin();
  },
  'payer-mismatched-twice': async (call) => {
    await toNationalId(call, BY_CARD);
    await toldBy(call, 'mismatched');
    await toldBy(call, 'mismatched');
  },
  'payer-mismatched-twice-with-an-operator': async (call) => {
    await toNationalId(call, { ...BY_SHAHKAR, ...OPERATOR });
    await toldBy(call, 'mismatched');
    await toldBy(call, 'mismatched');
    await call.listen();
    call.line.comeBack('busy');
    await call.system.advance(100);
  },
  'payer-register-down-and-stopped': async (call) => {
    await toNationalId(call);
    await toldBy(call, 'unavailable');
  },
  'payer-register-down-and-gone-on': async (call) => {
    await toNationalId(call, OR_GO_ON);
    await toldBy(call, 'unavailable');
    await call.keyPin();
  },
  'payer-mismatched-and-then-down-does-not-go-on': async (call) => {
    await toNationalId(call, OR_GO_ON);
    await toldBy(call, 'mismatched');
    await toldBy(call, 'unavailable');
  },
  'payer-register-silent': async (call) => {
    call.register.answering = new Promise(() => undefined);
    await toNationalId(call, OR_GO_ON);
    await identifyThemselves(call);
    await call.system.advance(15_000);
    await call.keyPin();
  },
  'payer-asked-about-too-often': async (call) => {
    call.rateCounters.hits.set('verify:+989121234567', 6);
    await toNationalId(call);
    await identifyThemselves(call);
  },
  'payer-in-doubt-is-not-comforted': async (call) => {
    call.callers.pending = { type: 'unknown', sameLine: false };
    await ring(call, { ...BY_SHAHKAR, ...INVOICE });
    await call.listen(2);
    await call.keys('1');
    await call.keys(`${CODE}#`);
    await confirm(call);
    await keyCard(call);
    await toldBy(call, 'unavailable');
  },
};

const comings: Readonly<Record<string, Life>> = {
  'payer-known-by-mobile-stays-known-to-another-process': async (call) => {
    await toNationalId(call);
    await identifyThemselves(call);
    const after = await anotherProcess(call);
    await after.listen();
    await keyCard(after);
    await after.keyPin();
    return after;
  },
  'payer-known-by-card-is-asked-again-by-another-process': async (call) => {
    await toNationalId(call, BY_CARD);
    await identifyThemselves(call);
    const after = await anotherProcess(call);
    await after.listen();
    await keyCard(after);
    await identifyThemselves(after);
    await after.keyPin();
    return after;
  },
};

export const WHO_PAYS = { ...matches, ...entries, ...findings, ...comings };
