import { Counter, Histogram, type Registry } from 'prom-client';
import { type ContractName, contractNames } from '../core/credentials/credential.js';
import { type TokenRequestOutcome, tokenRequestOutcomes } from '../core/tokens/token-request-counts.js';

/** An answered token request. */
export interface CompletedTokenRequest {
  readonly contract: ContractName;
  readonly outcome: TokenRequestOutcome;
  readonly seconds: number;
}

/** From the least that a token costs, through slow hashes, to statements that are abandoned. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Counts and measures token requests by contract. Both labels are closed sets: no client can add a
 * series.
 */
export class TokenRequestMetrics {
  readonly #requests: Counter<'contract' | 'outcome'>;
  readonly #seconds: Histogram<'contract'>;

  constructor(registry: Registry) {
    this.#requests = new Counter({
      name: 'portaria_token_requests_total',
      help: 'Token requests, by contract and outcome: issued, or the code of the refusal (docs/reference/errors/).',
      labelNames: ['contract', 'outcome'],
      registers: [registry],
    });
    this.#seconds = new Histogram({
      name: 'portaria_token_request_duration_seconds',
      help: 'Seconds from the arrival of a token request to its response, by contract.',
      labelNames: ['contract'],
      buckets,
      registers: [registry],
    });
    // Every series exists from the start: a rate needs a value before the first one.
    for (const contract of contractNames) {
      this.#seconds.zero({ contract });
      for (const outcome of tokenRequestOutcomes) this.#requests.inc({ contract, outcome }, 0);
    }
  }

  observe({ contract, outcome, seconds }: CompletedTokenRequest): void {
    this.#requests.inc({ contract, outcome });
    this.#seconds.observe({ contract }, seconds);
  }
}
