import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import { tokenIdFrom, type TokenId } from '../core/ids.js';
import { TokenNamer } from '../core/ports.js';

const randomBytesOfOne = 16;
const namesPerFill = 256;

/** UUIDv7 of the database's instant, so that ids sort as the tokens were issued whichever process issued them. */
export class UuidTokenNamer extends TokenNamer {
  // Random bytes of many names at once: asking for those of one costs more than the name.
  readonly #pool = new Uint8Array(namesPerFill * randomBytesOfOne);
  #used = this.#pool.length;

  name(nowMs: number): TokenId {
    return tokenIdFrom(v7({ msecs: Math.floor(nowMs), random: this.freshBytes() }));
  }

  /** Given out once, never again. */
  private freshBytes(): Uint8Array {
    if (this.#used === this.#pool.length) {
      randomFillSync(this.#pool);
      this.#used = 0;
    }
    this.#used += randomBytesOfOne;
    return this.#pool.subarray(this.#used - randomBytesOfOne, this.#used);
  }
}
