import { LRUCache } from 'lru-cache';
import type { ClientJwk } from '../core/credentials/client-jwk.js';
import type { MonotonicClock } from '../core/shared/durations.js';
import { errorMessageOf } from '../core/shared/error-message.js';
import type { KeySetLoad } from '../core/shared/service-load.js';
import { KeySetUnavailable, RemoteKeySets } from '../core/tokens/remote-key-sets.js';
import type { HttpsKeySetFetcher } from './https-key-set-fetcher.js';

/** A key that its owner takes out of the set is refused after this time. */
const freshMs = 5 * 60_000;
/** While the address does not answer, what was fetched before does for so long. */
const usableMs = 60 * 60_000;
/** Assertions with made-up key ids cause one request to an address in this time. */
const againMs = 30_000;
const addressesMax = 1000;
const inFlightMax = 8;

interface Entry {
  readonly keys: readonly ClientJwk[];
  readonly fetchedAtMs: number;
}

/** What is known of one address. */
interface Known {
  readonly entry: Entry | null;
  /** When it was last asked, also in vain, and why that failed. */
  readonly askedAtMs: number;
  readonly failure: string | null;
}

/** Keeps the key sets of clients for a while, each process by itself. */
export class CachedKeySets extends RemoteKeySets {
  readonly #known = new LRUCache<string, Known>({ max: addressesMax });
  readonly #asking = new Map<string, Promise<Known>>();
  readonly #fetches = { fetched: 0, failed: 0, throttled: 0 };

  constructor(
    private readonly fetcher: HttpsKeySetFetcher,
    private readonly monotonicClock: MonotonicClock,
  ) {
    super();
  }

  get load(): KeySetLoad {
    return { fetches: { ...this.#fetches } };
  }

  async keysAt(uri: string, keyId: string | null): Promise<readonly ClientJwk[]> {
    const known = this.#known.get(uri) ?? null;
    const now = this.monotonicClock();
    const hasKey = keyId === null || known?.entry?.keys.some(({ kid }) => kid === keyId || kid === undefined);
    const isFresh = known?.entry && now - known.entry.fetchedAtMs < freshMs;
    if (isFresh && hasKey === true) return known.entry.keys;
    const mayAsk = known === null || now - known.askedAtMs >= againMs;
    const { entry, failure } = mayAsk || this.#asking.has(uri) ? await this.ask(uri, known) : known;
    if (entry && now - entry.fetchedAtMs < usableMs) return entry.keys;
    throw new KeySetUnavailable(failure ?? `the key set at ${uri} is too old`);
  }

  /**
   * Asks once for all requests that wait for the same address. Attack: eight addresses that answer slowly keep the place of
   * all others. So what is known already is used as if the address did not answer.
   */
  private ask(uri: string, known: Known | null): Promise<Known> {
    const asking = this.#asking.get(uri);
    if (asking) return asking;
    if (this.#asking.size >= inFlightMax) {
      this.#fetches.throttled += 1;
      const failure = `the key set at ${uri}: too many others are being fetched`;
      const { entry = null, askedAtMs = 0 } = known ?? {};
      return Promise.resolve({ entry, askedAtMs, failure });
    }
    const asked = this.fetchAt(uri, known).finally(() => this.#asking.delete(uri));
    this.#asking.set(uri, asked);
    return asked;
  }

  private async fetchAt(uri: string, known: Known | null): Promise<Known> {
    const askedAtMs = this.monotonicClock();
    const result: Known = await this.fetcher.fetch(uri).then(
      (keys) => ({ entry: { keys, fetchedAtMs: askedAtMs }, askedAtMs, failure: null }),
      (reason: unknown) => ({
        entry: known?.entry ?? null,
        askedAtMs,
        failure: errorMessageOf(reason),
      }),
    );
    this.#fetches[result.failure === null ? 'fetched' : 'failed'] += 1;
    this.#known.set(uri, result);
    return result;
  }
}
