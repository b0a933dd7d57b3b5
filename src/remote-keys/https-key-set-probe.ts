import { errorMessageOf } from '../core/shared/error-message.js';
import { KeySetProbe } from '../core/tokens/key-set-probe.js';
import type { HttpsKeySetFetcher } from './https-key-set-fetcher.js';

/** An operator registers one after the other; more at once would be a load on other machines. */
const inFlightMax = 2;

/** Fetches the set once, with the limits of every fetch. */
export class HttpsKeySetProbe extends KeySetProbe {
  #inFlight = 0;

  constructor(private readonly fetcher: HttpsKeySetFetcher) {
    super();
  }

  async problemAt(uri: string): Promise<string | null> {
    if (this.#inFlight >= inFlightMax) return `the key set at ${uri} was not tried: others are being tried`;
    this.#inFlight += 1;
    try {
      await this.fetcher.fetch(uri);
      return null;
    } catch (error) {
      return errorMessageOf(error);
    } finally {
      this.#inFlight -= 1;
    }
  }
}
