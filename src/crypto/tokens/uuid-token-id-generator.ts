import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import { type TokenId, tokenIdFrom } from '../../core/shared/ids.js';
import { TokenIdGenerator } from '../../core/tokens/token-id-generator.js';

const randomBytesOfOne = 16;
const idsPerFill = 256;

/**
 * Makes UUIDv7 ids from the database's time, so that ids sort in the order of issue, whichever
 * process issued the tokens.
 */
export class UuidTokenIdGenerator extends TokenIdGenerator {
  // Random bytes for many ids at once: fetching them for a single id costs more than the id itself.
  readonly #pool = new Uint8Array(idsPerFill * randomBytesOfOne);
  #used = this.#pool.length;

  generate(nowMs: number): TokenId {
    return tokenIdFrom(v7({ msecs: Math.floor(nowMs), random: this.freshBytes() }));
  }

  /** Returns bytes that were never returned before. */
  private freshBytes(): Uint8Array {
    if (this.#used === this.#pool.length) {
      randomFillSync(this.#pool);
      this.#used = 0;
    }
    this.#used += randomBytesOfOne;
    return this.#pool.subarray(this.#used - randomBytesOfOne, this.#used);
  }
}
