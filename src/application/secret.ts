const HIDDEN = '[secret]';

/**
 * A card number or a PIN. It shows `[secret]` to JSON, to string conversion and to inspection, and can be
 * read only by `expose`. The bytes are ASCII digits; whoever owns the secret wipes it.
 */
export class Secret {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Lends the bytes to a function. They must not be kept, and are best never turned into a string. */
  expose<T>(use: (bytes: Uint8Array) => T): T {
    return use(this.#bytes);
  }

  /** Overwrites the secret with zeros. */
  wipe(): void {
    this.#bytes.fill(0);
  }

  toJSON(): string {
    return HIDDEN;
  }

  toString(): string {
    return HIDDEN;
  }

  [Symbol.toPrimitive](): string {
    return HIDDEN;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN;
  }
}
