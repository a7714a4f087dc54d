import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createCardHasher } from '../../../src/adapters/card-hasher.ts';
import { createVault } from '../../../src/adapters/vault.ts';
import { SecretLost } from '../../../src/application/ports.ts';
import { digitsOf, PAN, PIN, secretOf } from '../../support/fakes.ts';

describe('a secret', () => {
  const secret = secretOf(PAN);

  it.each<[string, string]>([
    ['JSON', JSON.stringify(secret)],
    ['JSON of what holds it', JSON.stringify({ deep: [{ pan: secret }] })],
    ['String()', String(secret)],
    ['a template', `${secret}`],
    ['concatenation', `card: ${secret as unknown as string}`],
    ['inspection', inspect(secret)],
    ['inspection of what holds it', inspect({ deep: { pan: secret } }, { depth: 9, showHidden: true })],
    ['an error message', new Error(`${secret}`).message],
  ])('shows nothing of itself to %s', (_, shown) => {
    expect(shown).toContain('[secret]');
    expect(shown).not.toMatch(/\d{4}/);
  });

  it.each<[string, unknown]>([
    ['spreading', { ...secret }],
    ['assigning', Object.assign({}, secret)],
    ['cloning', structuredClone(secret)],
    ['its keys', Reflect.ownKeys(secret)],
    ['its entries', Object.entries(secret)],
  ])('gives nothing away to %s', (_, taken) => {
    expect(inspect(taken, { depth: 9, showHidden: true })).not.toMatch(/\d\d/);
  });

  it('can be read on purpose, and not after it was wiped', () => {
    const own = secretOf(PIN);
    expect(digitsOf(own)).toBe(PIN);
    own.wipe();
    expect(own.expose((bytes) => [...bytes])).toEqual(Array(PIN.length).fill(0));
  });
});

describe('the vault', () => {
  const filled = (digits = PIN) => {
    const call = createVault().open('call_1');
    call.begin('pin.1');
    for (const digit of digits) call.append('pin.1', digit);
    return call;
  };

  it('lends what was keyed', () => {
    expect(digitsOf(filled().secret('pin.1'))).toBe(PIN);
  });

  it.each<[string, (call: ReturnType<typeof filled>) => void]>([
    ['cleared', (call) => call.clear('pin.1')],
    ['begun again', (call) => call.begin('pin.1')],
    ['wiped with its call', (call) => call.wipe()],
  ])('zeroes the very bytes of a secret that is %s', (_, zero) => {
    const call = filled();
    const kept = call.secret('pin.1');
    zero(call);
    expect(digitsOf(kept)).toBe('\0'.repeat(PIN.length));
  });

  it('zeroes all secrets of a call and of no other', () => {
    const vault = createVault();
    const [one, other] = [vault.open('call_1'), vault.open('call_2')];
    for (const call of [one, other]) {
      for (const ref of ['card.1', 'pin.2']) {
        call.begin(ref);
        call.append(ref, '7');
      }
    }
    const kept = ['card.1', 'pin.2'].map((ref) => one.secret(ref));
    one.wipe();
    expect(kept.map(digitsOf)).toEqual(['\0', '\0']);
    expect(digitsOf(other.secret('pin.2'))).toBe('7');
  });

  it('zeroes all but those that are needed still', () => {
    const call = filled();
    call.begin('card.1');
    call.append('card.1', '7');
    const kept = call.secret('pin.1');
    call.wipe(['card.1', 'nationalId.2']);
    expect(digitsOf(kept)).toBe('\0'.repeat(PIN.length));
    expect(digitsOf(call.secret('card.1'))).toBe('7');
    expect(() => call.secret('pin.1')).toThrow(SecretLost);
  });

  it('has no secret that was never begun or was wiped, and says so without it', () => {
    const call = filled();
    call.wipe();
    expect(() => call.secret('pin.1')).toThrow(SecretLost);
    expect(() => call.secret('card.9')).toThrow(/card\.9/);
    expect(call.append('pin.1', '1')).toBe(false);
  });

  it('keeps 32 keys and refuses more', () => {
    const call = filled('1'.repeat(32));
    expect(call.append('pin.1', '2')).toBe(false);
    expect(digitsOf(call.secret('pin.1'))).toBe('1'.repeat(32));
  });
});

describe('the hash of a card', () => {
  const hashWith = (fill: number, pan = PAN) => createCardHasher(Buffer.alloc(32, fill)).hash(secretOf(pan));

  it('is HMAC-SHA-256 under the key, whose id tells keys apart without showing them', () => {
    // openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf '01%.0s' {1..32}), over the digits
    expect(hashWith(1).hash).toBe('85776d6e0831f0b70aa04f268b9af6d8847524113250fe62632d7983632f0918');
    expect(hashWith(1)).toEqual(hashWith(1));
    expect(hashWith(2).hash).not.toBe(hashWith(1).hash);
    expect(hashWith(2).keyId).not.toBe(hashWith(1).keyId);
    expect(hashWith(1, '6037992719345680').hash).not.toBe(hashWith(1).hash);
    expect(hashWith(1).keyId).toMatch(/^[0-9a-f]{12}$/);
  });
});
