import type { Agent } from 'node:https';
import { ApiResponse } from './api-response.js';
import { type CheckedOptions, checkOptions, type ClientOptions, tokenPaths } from './client-options.js';
import { type Connection, Connections } from './connections.js';
import { ConfigurationError, ResponseError } from './portaria-error.js';
import { sendPatiently } from './retry-after.js';
import { SelfService } from './self-service.js';
import { type Sending, sendRequest } from './send-request.js';
import type { IssuedToken } from './token-cache.js';

/** `ApiCall`: a call of an API. A `body` that is neither text nor bytes is sent as JSON. */
export interface ApiCall {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

// RFC 9110, 9.2.2: to send one of these twice has the effect of sending it once.
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** `PortariaClient`: gets tokens over mutual TLS, calls APIs with them, and manages your own account. */
export class PortariaClient {
  readonly selfService: SelfService;
  readonly #options: CheckedOptions;
  readonly #connections: Connections;
  #clientSecret: string;

  constructor(options: ClientOptions) {
    this.#options = checkOptions(options);
    this.#clientSecret = options.clientSecret;
    this.#connections = new Connections(this.#options, (agent) => this.#requestToken(agent));
    this.selfService = new SelfService({
      clientId: options.clientId,
      send: (method, path, body, headers = {}) =>
        this.#call(new URL(path, this.#options.url), {
          method,
          headers,
          ...(body !== undefined && { body }),
        }),
      useCertificate: (files) => this.#connections.use(files),
      useSecret: (clientSecret) => {
        this.#clientSecret = clientSecret;
        this.#connections.dropToken();
      },
    });
  }

  /** Resolves to a token that is valid, for a program that sends it itself, over the same certificate. */
  async token(): Promise<string> {
    return (await this.#connections.current()).tokens.get();
  }

  /**
   * Calls an API with the token, over the certificate that the token is bound to. `target` is a path, or an
   * address below `url` or `apiUrl`. Resolves to the response of the API, whatever its status is.
   */
  async call(target: string, call: ApiCall = {}): Promise<ApiResponse> {
    return this.#call(this.#addressOf(target), call);
  }

  /** Closes the kept connections and forgets the token. */
  close(): void {
    this.#connections.close();
  }

  // A token that is sent to another host is a token that its owner has.
  #addressOf(target: string): URL {
    const { url, apiUrl } = this.#options;
    const address = new URL(target, apiUrl);
    if (![url, apiUrl].some((known) => new URL(known).origin === address.origin))
      throw new ConfigurationError(
        'target',
        `must be below ${apiUrl}: pass its origin as apiUrl if it is your API`,
      );
    return address;
  }

  async #call(url: URL, call: ApiCall): Promise<ApiResponse> {
    const connection = await this.#connections.current();
    const token = await connection.tokens.get();
    const response = await this.#sendWith(connection, token, { url, call });
    if (response.status !== 401) return response;
    connection.tokens.drop(token);
    const renewed = await this.#connections.current();
    return this.#sendWith(renewed, await renewed.tokens.get(), { url, call });
  }

  #sendWith(
    { agent }: Connection,
    token: string,
    { url, call }: { readonly url: URL; readonly call: ApiCall },
  ): Promise<ApiResponse> {
    const { body, headers = {} } = call;
    const method = (call.method ?? 'GET').toUpperCase();
    const names = Object.keys(headers).map((name) => name.toLowerCase());
    if (names.includes('authorization'))
      throw new ConfigurationError('headers', 'must not have Authorization: the client sets it');
    const plain = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const json = plain || names.includes('content-type') ? {} : { 'Content-Type': 'application/json' };
    const repeatable = idempotent.has(method) || names.includes('idempotency-key');
    return this.#send(
      {
        agent,
        url,
        method,
        headers: { ...json, ...headers, Authorization: `Bearer ${token}` },
        body: plain ? body : JSON.stringify(body),
        repeatable,
      },
      // The gateway answers 429 before the API sees the call; a 503 may come from the API.
      (status) => status === 429 || repeatable,
    );
  }

  async #requestToken(agent: Agent): Promise<IssuedToken> {
    const { clientId, contract, url } = this.#options;
    const sending = {
      agent,
      url: new URL(tokenPaths[contract], url),
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ clientId, clientSecret: this.#clientSecret }),
      repeatable: true,
    };
    const response = (await this.#send(sending, () => true)).orThrow();
    const { access_token: token, expires_in: lifetimeSeconds } = response.fields();
    if (typeof token === 'string' && typeof lifetimeSeconds === 'number') return { token, lifetimeSeconds };
    throw new ResponseError(`HTTP ${response.status}: the response has no token. Check the option url.`, {
      status: response.status,
    });
  }

  #send(
    sending: Omit<Sending, 'timeoutSeconds'>,
    mayRepeat: (status: number) => boolean,
  ): Promise<ApiResponse> {
    const { timeoutSeconds, timing, maxWaitSeconds, documentationUrl } = this.#options;
    const send = async (): Promise<ApiResponse> =>
      new ApiResponse(await sendRequest({ ...sending, timeoutSeconds }), documentationUrl);
    return sendPatiently(send, { timing, maxWaitSeconds, mayRepeat });
  }
}
