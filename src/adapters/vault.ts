import { type CallVault, SecretLost, type Vault } from '../application/ports.ts';
import { Secret } from '../application/secret.ts';

/** No entry is longer than this; what is longer is refused rather than grown. */
const MOST_KEYS = 32;

interface Slot {
  readonly bytes: Buffer;
  length: number;
}

/** Secrets of calls in buffers of their own, each zeroed when it is cleared, replaced or wiped. */
export function createVault(): Vault {
  return { open: () => openCallVault() };
}

function openCallVault(): CallVault {
  const slots = new Map<string, Slot>();

  const clear = (ref: string): void => {
    const slot = slots.get(ref);
    slot?.bytes.fill(0);
    if (slot !== undefined) slot.length = 0;
  };

  return {
    begin(ref) {
      clear(ref);
      slots.set(ref, { bytes: Buffer.alloc(MOST_KEYS), length: 0 });
    },
    append(ref, key) {
      const slot = slots.get(ref);
      if (slot === undefined || slot.length === MOST_KEYS) return false;
      slot.length += slot.bytes.write(key, slot.length, 1, 'ascii');
      return true;
    },
    clear,
    secret(ref) {
      const slot = slots.get(ref);
      if (slot === undefined) throw new SecretLost(`the secret ${ref} is not in the vault any more`);
      return new Secret(slot.bytes.subarray(0, slot.length));
    },
    wipe(keep = []) {
      for (const ref of [...slots.keys()].filter((name) => !keep.includes(name))) {
        clear(ref);
        slots.delete(ref);
      }
    },
  };
}
