import {
  type CompactVerifyGetKey,
  createRemoteJWKSet,
  customFetch,
  errors,
  jwksCache,
  type JWKSCacheInput,
  type RemoteJWKSet,
} from 'jose';
import type { GatewayClient } from './gateway-client.js';
import { TokenError } from './token-error.js';

type KeyWanted = Parameters<CompactVerifyGetKey>;

export interface KeySetTerms {
  /** How long the keys are used without asking again. A revoked key is trusted for that long. */
  readonly freshMs: number;
  /** How much longer they are used while the gateway does not answer. */
  readonly graceMs: number;
  /** The pause between two fetches that unknown keys or failures cause. */
  readonly cooldownMs: number;
  readonly timeoutMs: number;
  /** Called when the keys could not be fetched again and the old ones stay in use. */
  readonly onTrouble: (reason: unknown) => void;
}

/**
 * The gateway's public keys, fetched when they are needed. No request waits for a fetch while there
 * are keys that may be used.
 */
export class KeySet {
  readonly #kept: JWKSCacheInput = {};
  #opened: Promise<RemoteJWKSet> | null = null;
  #triedAtMs = -Infinity;

  constructor(
    private readonly address: () => Promise<URL>,
    private readonly client: GatewayClient,
    private readonly settings: KeySetTerms,
  ) {}

  /**
   * Returns the key that a token names. Throws `TokenError`: `invalid_token` when the gateway has
   * no such key, `unavailable` when that cannot be known.
   */
  readonly keyFor = async (...wanted: KeyWanted): Promise<Awaited<ReturnType<RemoteJWKSet>>> => {
    try {
      const keys = await (this.#opened ??= this.open());
      await this.refreshed(keys);
      return await keys(...wanted);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys)
        throw new TokenError('invalid_token', 'it names no key of the gateway', { cause });
      throw new TokenError('unavailable', 'the keys of the gateway could not be fetched', { cause });
    }
  };

  /**
   * Opens the key set once for all callers that arrive at the same time, because each set fetches
   * for itself.
   */
  private async open(): Promise<RemoteJWKSet> {
    try {
      return this.remoteKeys(await this.address());
    } catch (reason) {
      this.#opened = null;
      throw reason;
    }
  }

  /**
   * Makes the key set of jose, which fetches again for an unknown key when the last successful
   * fetch is longer ago than the cooldown. The maximum age of the keys is checked below.
   */
  private remoteKeys(url: URL): RemoteJWKSet {
    return createRemoteJWKSet(url, {
      cacheMaxAge: Infinity,
      cooldownDuration: this.settings.cooldownMs,
      timeoutDuration: this.settings.timeoutMs,
      [jwksCache]: this.#kept,
      [customFetch]: () => this.fetched(url),
    });
  }

  private async refreshed(keys: RemoteJWKSet): Promise<void> {
    const { freshMs, graceMs, onTrouble } = this.settings;
    const ageMs = Date.now() - this.fetchedAtMs();
    if (ageMs < freshMs) return;
    if (ageMs >= freshMs + graceMs) await keys.reload();
    else if (!keys.reloading && !this.mustPause()) keys.reload().catch(onTrouble);
  }

  /**
   * Fetches the keys, with a pause after a failure. jose does not pause by itself, so each request
   * would cost another fetch while the gateway does not answer.
   */
  private async fetched(url: URL): Promise<Response> {
    if (this.mustPause()) throw new Error('the keys could not be fetched a moment ago');
    try {
      const { status, body } = await this.client.ask(url, {
        method: 'GET',
        headers: { accept: 'application/json, application/jwk-set+json' },
      });
      return new Response(body, { status: status === 200 ? 200 : 502 });
    } finally {
      // The pause counts from the end: counted from the start, a gateway that never answers would
      // be asked again at once.
      this.#triedAtMs = Date.now();
    }
  }

  private mustPause(): boolean {
    const hasFailed = this.fetchedAtMs() < this.#triedAtMs;
    return hasFailed && Date.now() < this.#triedAtMs + this.settings.cooldownMs;
  }

  private fetchedAtMs(): number {
    return 'uat' in this.#kept ? this.#kept.uat : -Infinity;
  }
}
