import { hash, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Fingerprint } from '../core/ids.js';
import type { TokenKind, VerifiedToken } from '../core/token-verifier.js';

/** A token whose signature was found good under this key: what can never change about it. */
export interface ProvedToken {
  readonly kid: string;
  readonly key: KeyObject;
  readonly algorithm: TokenKind['algorithm'];
  readonly typ: TokenKind['typ'];
  readonly token: VerifiedToken;
  /** The certificate that was presented for it. */
  readonly presented: Fingerprint | null;
}

/** Some 20 MB at the most, of which a usual token takes one kilobyte. */
const tokensMax = 10_000;

/**
 * Tokens whose signature was already looked at: programs send the same one for half an hour, and looking at it again costs most of a
 * question. Only what cannot change is kept; times, audience, binding, revocations and whether the key is still in the ring are
 * looked at each time. Keyed by the token's SHA-256, so that no token lies in memory.
 */
export class ProvedTokens {
  readonly #proved = new LRUCache<string, ProvedToken>({ max: tokensMax });

  get(text: string): ProvedToken | null {
    return this.#proved.get(nameOf(text)) ?? null;
  }

  add(text: string, proved: ProvedToken): void {
    this.#proved.set(nameOf(text), proved);
  }
}

const nameOf = (text: string): string => hash('sha256', text, 'base64');
