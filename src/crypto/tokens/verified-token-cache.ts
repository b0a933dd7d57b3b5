import { hash, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { KeyUse } from '../../core/keys/signing-key.js';
import type { Fingerprint } from '../../core/shared/ids.js';
import type { TokenKind, VerifiedToken } from '../../core/tokens/token-verifier.js';

/** A token whose signature is valid under this key: everything about it that can never change. */
export interface VerifiedTokenEntry {
  readonly kid: string;
  readonly key: KeyObject;
  readonly algorithm: TokenKind['algorithm'];
  readonly use: KeyUse;
  readonly typ: TokenKind['typ'];
  readonly token: VerifiedToken;
  /** The certificate that was presented to obtain it, not that of the connection on which it is used. */
  readonly certificateAtIssue: Fingerprint | null;
}

/** At most some 20 MB; a usual token takes one kilobyte. */
const tokensMax = 10_000;

/**
 * Remembers tokens whose signature was verified. Programs send the same token for half an hour, and
 * verifying it again is most of the cost of a check. Only what cannot change is kept: times,
 * audience, binding, revocations and whether the key is still in the ring are checked on every use.
 * The key is the token's SHA-256, so that no token is kept in memory.
 */
export class VerifiedTokenCache {
  readonly #verified = new LRUCache<string, VerifiedTokenEntry>({ max: tokensMax });

  get(text: string): VerifiedTokenEntry | null {
    return this.#verified.get(cachedTokenName(text)) ?? null;
  }

  add(text: string, proved: VerifiedTokenEntry): void {
    this.#verified.set(cachedTokenName(text), proved);
  }
}

/** Returns the name of a token in the cache, from which no one can make the token. */
export const cachedTokenName = (text: string): string => hash('sha256', text, 'base64');
