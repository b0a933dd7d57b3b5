import type { TokenId } from '../shared/ids.js';

/** Generates token ids: UUIDv7 of the issuing instant. */
export abstract class TokenIdGenerator {
  abstract generate(nowMs: number): TokenId;
}
