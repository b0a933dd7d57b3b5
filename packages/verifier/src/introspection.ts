import type { GatewayAnswer, GatewayClient } from './gateway-client.js';
import { GoodAnswers } from './good-answers.js';
import { isJsonObject } from './strict-json.js';
import { TokenError } from './token-error.js';

export interface IntrospectionTerms {
  readonly clientId: string;
  readonly clientSecret: string;
  /** How long a positive answer is used again. A revocation takes effect later by as much. */
  readonly cacheMs: number;
}

/**
 * The most questions at once. Further ones are not sent: a flood of requests to the API must not
 * become a flood to the gateway.
 */
const inFlightMax = 256;

/** Asks the gateway whether a token is valid at this moment, RFC 7662. */
export class Introspection {
  readonly #good: GoodAnswers;
  readonly #authorization: string;
  #inFlight = 0;

  constructor(
    private readonly endpoint: () => Promise<URL>,
    private readonly client: GatewayClient,
    { clientId, clientSecret, cacheMs }: IntrospectionTerms,
  ) {
    this.#good = new GoodAnswers(cacheMs);
    const pair = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
    this.#authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  }

  /**
   * Resolves for a valid token. Throws `TokenError`: `invalid_token` when the gateway says no,
   * `unavailable` when it says neither yes nor no.
   */
  async confirm(token: string, tokenId: string): Promise<void> {
    const askedAtMs = Date.now();
    if (this.#good.has(token, askedAtMs)) return;
    if (!isActive(await this.answerFor(token), tokenId))
      throw new TokenError('invalid_token', 'the gateway says that it is not active');
    this.#good.add(token, askedAtMs);
  }

  private async answerFor(token: string): Promise<GatewayAnswer> {
    if (this.#inFlight >= inFlightMax) throw unavailable('too many tokens are being introspected');
    this.#inFlight += 1;
    try {
      return await this.client.ask(await this.endpoint(), {
        method: 'POST',
        headers: {
          accept: 'application/json',
          authorization: this.#authorization,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ token, token_type_hint: 'access_token' }).toString(),
      });
    } catch (cause) {
      throw unavailable('the gateway could not be asked', cause);
    } finally {
      this.#inFlight -= 1;
    }
  }
}

const isActive = ({ status, body }: GatewayAnswer, tokenId: string): boolean => {
  if (status === 400 || status === 401)
    throw unavailable(
      `introspection refuses this API with ${String(status)}: look at its credential and certificate`,
    );
  if (status !== 200) throw unavailable(`introspection answered ${String(status)}`);
  const said = parsed(body);
  if (!isJsonObject(said) || typeof said['active'] !== 'boolean')
    throw unavailable('the introspection response is malformed');
  if (said['active'] && said['jti'] !== tokenId)
    // A cache on the way that ignores request bodies would give one caller the answer of another.
    throw unavailable('introspection answered for another token');
  return said['active'];
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
};

const unavailable = (detail: string, cause?: unknown): TokenError =>
  new TokenError('unavailable', detail, { cause });

/** Encodes as in RFC 6749 section 2.3.1. */
const formEncoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);
