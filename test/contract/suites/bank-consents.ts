import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { TokenKeeper } from '../../../src/adapters/provider/tokens.ts';
import type { SanbodToken } from '../../../src/adapters/sanbod/read-token.ts';
import { createSealedBox } from '../../../src/adapters/sealed-box.ts';
import { createConsentStore } from '../../../src/adapters/store/bank-consents.ts';
import { createConsentTokens } from '../../../src/adapters/store/consent-tokens.ts';
import type { Database } from '../../../src/adapters/store/database.ts';
import { createSystem } from '../../../src/adapters/system.ts';
import type { NewConsent } from '../../../src/application/ports.ts';
import { runSql, unique } from './books-kit.ts';

const HOUR = 3_600_000;
const KEY = Buffer.alloc(32, 7);

function newConsent(given: Partial<NewConsent> = {}): NewConsent {
  const state = String(randomInt(1, 2 ** 47));
  return { consentId: unique('con'), provider: '057', account: null, state, linkLifeMs: 60_000, ...given };
}

function newToken(name = unique('access')): SanbodToken {
  return { value: name, refreshToken: unique('refresh'), renewAt: Date.now() + HOUR };
}

/** Consents, and the tokens that several processes share. */
export function bankConsentsSuite(use: () => Database): void {
  const store = () => createConsentStore(use());
  /** As one process has them; each has its own keepers, and all the same key. */
  const tokens = (key = KEY) =>
    createConsentTokens(use(), createSealedBox(key, 'bank tokens'), createSystem());
  const connected = async (token = newToken()) => {
    const consent = newConsent();
    await store().ask(consent);
    await store().take(consent.state);
    expect(await tokens().connect(consent.consentId, token)).toBe(true);
    return { ...consent, token };
  };
  const listed = async (consentId: string) =>
    (await store().list()).find((consent) => consent.consentId === consentId);

  describe('a state', () => {
    it('is taken once, however many come with it at once, and not with another’s', async () => {
      const consent = newConsent({ account: '119-813-2618257-1' });
      expect(await store().ask(consent)).toMatchObject({ status: 'asked', account: '119-813-2618257-1' });
      const other = newConsent();
      await store().ask(other);
      expect(await store().take(String(randomInt(1, 2 ** 47)))).toBe('unknown');
      expect(await store().take(`0${consent.state}`)).toBe('unknown');
      const all = await Promise.all(Array.from({ length: 20 }, () => store().take(consent.state)));
      expect(all.filter((taken) => taken === 'used')).toHaveLength(19);
      expect(all.filter((taken) => taken !== 'used')).toMatchObject([
        { consentId: consent.consentId, status: 'taken' },
      ]);
      expect(await listed(other.consentId)).toMatchObject({ status: 'asked' });
    });

    it('is good for a while', async () => {
      const consent = newConsent({ linkLifeMs: 0 });
      await store().ask(consent);
      expect(await store().take(consent.state)).toBe('expired');
      expect(await listed(consent.consentId)).toMatchObject({ status: 'expired' });
    });

    it('is used up by a refusal, and by a revocation', async () => {
      const refused = newConsent();
      await store().ask(refused);
      await store().take(refused.state);
      await store().settle(refused.consentId, 'refused');
      expect(await listed(refused.consentId)).toMatchObject({
        status: 'refused',
        settledAt: expect.any(Number),
      });
      expect(await store().take(refused.state)).toBe('used');
      const revoked = newConsent();
      await store().ask(revoked);
      await store().revoke(revoked.consentId);
      expect(await store().take(revoked.state)).toBe('used');
    });
  });

  describe('a token at rest', () => {
    it('is sealed: nothing of it is in the table, and no list tells it', async () => {
      const { consentId, token } = await connected();
      const [row] = await runSql(use(), `select * from bank_consents where consent_id = '${consentId}'`);
      const kept = JSON.stringify([row, await store().list()]);
      for (const secret of [token.value, token.refreshToken ?? '']) {
        expect(kept).not.toContain(secret);
        expect(kept).not.toContain(Buffer.from(secret).toString('base64url').slice(4, -4));
      }
      expect(row?.tokens).toMatch(/^v1\./);
      expect(await tokens().shelf(consentId).read()).toEqual(token);
      expect(await listed(consentId)).toMatchObject({ status: 'connected', renewAt: token.renewAt });
    });

    it('opens under no other key and for no other consent', async () => {
      const one = await connected();
      const other = await connected();
      await expect(tokens(Buffer.alloc(32, 8)).shelf(one.consentId).read()).rejects.toThrow(/ZANGPAY_SECRET/);
      await runSql(
        use(),
        `update bank_consents set tokens = (select tokens from bank_consents where consent_id = '${other.consentId}')
         where consent_id = '${one.consentId}'`,
      );
      await expect(tokens().shelf(one.consentId).read()).rejects.toThrow(/cannot be opened/);
    });
  });

  describe('a token of many processes', () => {
    /** Keepers as so many processes have them, over one consent whose token has ended. */
    async function keepers(count: number) {
      const { consentId } = await connected({ ...newToken(), renewAt: 0 });
      let renewals = 0;
      const renew = async (old: SanbodToken | null) => {
        renewals += 1;
        await new Promise((resolve) => setTimeout(resolve, 30));
        return { ...newToken(`${old?.refreshToken}/${renewals}`), refreshToken: old?.refreshToken ?? null };
      };
      const all = Array.from(
        { length: count },
        () =>
          new TokenKeeper<SanbodToken>({
            shelf: tokens().shelf(consentId),
            renew,
            system: { now: Date.now },
          }),
      );
      return { consentId, all, renewals: () => renewals };
    }

    it('is renewed once for a hundred who ask at its end in four of them', async () => {
      const { all, renewals } = await keepers(4);
      const asked = Array.from({ length: 100 }, (_, nth) => all[nth % 4]?.get());
      const values = (await Promise.all(asked)).map((token) => token?.value);
      expect(new Set(values).size).toBe(1);
      expect(renewals()).toBe(1);
    });

    it('that is refused to a hundred is renewed once', async () => {
      const { all, renewals } = await keepers(4);
      const first = await all[0]?.get();
      if (first === undefined) throw new Error('there is no token');
      const asked = Array.from({ length: 100 }, (_, nth) => all[nth % 4]?.insteadOf(first));
      const values = new Set((await Promise.all(asked)).map((token) => token?.value));
      expect(values.size).toBe(1);
      expect(values).not.toContain(first.value);
      expect(renewals()).toBe(2);
    });

    it('is refused to all at once when it is revoked, and a renewal under way gives it to nobody', async () => {
      const { consentId, all } = await keepers(2);
      const [underWay, other] = all;
      const renewing = underWay?.get();
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(await store().revoke(consentId)).toMatchObject({
        status: 'revoked',
        revokedAt: expect.any(Number),
      });
      expect(await tokens().shelf(consentId).read()).toBeNull();
      await expect(renewing).rejects.toThrow('This consent was revoked.');
      // It is what has to be revoked at Sanbod, and then it is gone.
      expect(await tokens().last(consentId)).toMatchObject({ value: expect.stringMatching(/\/1$/) });
      await tokens().drop(consentId);
      expect(await tokens().last(consentId)).toBeNull();
      await expect(other?.get()).rejects.toThrow();
      const [row] = await runSql(use(), `select tokens from bank_consents where consent_id = '${consentId}'`);
      expect(row).toEqual({ tokens: null });
    });

    it('is waited for without a transaction, and taken over from a holder that died', async () => {
      const { consentId } = await connected();
      const shelf = tokens().shelf(consentId);
      const order: string[] = [];
      const first = shelf.alone(async () => {
        // The store must answer others meanwhile: PGlite has one connection.
        expect(await store().list()).not.toEqual([]);
        await new Promise((resolve) => setTimeout(resolve, 50));
        order.push('first');
      });
      await new Promise((resolve) => setTimeout(resolve, 10));
      await shelf.alone(async () => void order.push('second'));
      await first;
      expect(order).toEqual(['first', 'second']);
      expect(await runSql(use(), `select 1 from leases where name = 'consent ${consentId}'`)).toEqual([]);
      await runSql(
        use(),
        `insert into leases values ('consent ${consentId}', 'dead', clock_timestamp() + interval '200 milliseconds')`,
      );
      await shelf.alone(async () => void order.push('third'));
      expect(order).toHaveLength(3);
      await expect(shelf.alone(() => Promise.reject(new Error('it failed')))).rejects.toThrow('it failed');
      await shelf.alone(async () => void order.push('fourth'));
    });
  });

  it('a consent that was ended before its token came keeps none', async () => {
    const consent = newConsent();
    await store().ask(consent);
    await store().take(consent.state);
    await store().revoke(consent.consentId);
    expect(await tokens().connect(consent.consentId, newToken())).toBe(false);
    expect(await tokens().last(consent.consentId)).toBeNull();
  });

  it('a consent that is not there, was refused or has failed cannot be revoked; once more changes nothing', async () => {
    expect(await store().revoke('con_none')).toBeNull();
    const failed = newConsent();
    await store().ask(failed);
    await store().take(failed.state);
    await store().settle(failed.consentId, 'failed');
    expect(await store().revoke(failed.consentId)).toBeNull();
    const { consentId } = await connected();
    const first = await store().revoke(consentId);
    expect(await store().revoke(consentId)).toEqual(first);
  });

  it('the table refuses a connection without a token, and a token of what is not connected', async () => {
    const { consentId } = await connected();
    const set = (fields: string) =>
      runSql(use(), `update bank_consents set ${fields} where consent_id = '${consentId}'`);
    await expect(set('tokens = null')).rejects.toThrow();
    await expect(set(`tokens = '{"value":"in clear"}'`)).rejects.toThrow();
    await expect(set(`status = 'refused'`)).rejects.toThrow();
    await expect(set(`status = 'revoked'`)).rejects.toThrow();
  });
}
