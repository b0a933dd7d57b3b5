import type { GatewayClient } from './gateway-client.js';
import { publicUrl } from './gateway-url.js';
import { isJsonObject } from './strict-json.js';

export type EndpointName = 'jwks_uri' | 'introspection_endpoint';
type Endpoints = Readonly<Record<EndpointName, unknown>>;

/**
 * The addresses of the gateway's endpoints, from its metadata document (RFC 8414), which is read
 * when first needed and then kept.
 */
export class GatewayMetadata {
  #endpoints: Endpoints | null = null;
  #reading: Promise<Endpoints> | null = null;
  #triedAtMs = -Infinity;

  constructor(
    private readonly issuer: string,
    private readonly client: GatewayClient,
    /** The pause before the next request after the gateway did not answer. */
    private readonly pauseMs: number,
  ) {}

  async endpoint(name: EndpointName): Promise<URL> {
    const endpoints = this.#endpoints ?? (await this.read());
    return publicUrl(endpoints[name], `${name} of the issuer's metadata`);
  }

  /** Reads the document once for all callers that wait for it. */
  private read(): Promise<Endpoints> {
    this.#reading ??= this.ask().finally(() => {
      this.#reading = null;
      this.#triedAtMs = Date.now();
    });
    return this.#reading;
  }

  private async ask(): Promise<Endpoints> {
    if (Date.now() < this.#triedAtMs + this.pauseMs)
      throw new Error('the issuer gave no metadata a moment ago');
    const { status, body } = await this.client.ask(addressOf(this.issuer), {
      method: 'GET',
      headers: { accept: 'application/json' },
    });
    if (status !== 200) throw new Error(`the issuer's metadata answered ${String(status)}`);
    const said: unknown = JSON.parse(body);
    // RFC 8414 section 3.3: without this check one issuer could speak for another.
    if (!isJsonObject(said) || said['issuer'] !== this.issuer)
      throw new Error("the issuer's metadata is of another issuer");
    const { jwks_uri, introspection_endpoint } = said;
    this.#endpoints = { jwks_uri, introspection_endpoint };
    return this.#endpoints;
  }
}

/**
 * Builds the metadata's address. RFC 8414 section 3.1: the well-known part precedes the issuer's
 * path.
 */
const addressOf = (issuer: string): URL => {
  const url = new URL(issuer);
  const path = url.pathname.replace(/\/$/, '');
  return new URL(`/.well-known/oauth-authorization-server${path}`, url.origin);
};
