/** `ScriptedAnswer`: what the server answers to the next request of a path. */
export interface ScriptedAnswer {
  /** The path that it answers; without one, the next request of any path. */
  readonly path?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or a text that is sent as it is. */
  readonly body?: unknown;
  readonly delayMs?: number;
  /** Signs the `csr` of the request, and adds `pem`, `chain` and `fingerprint` to the body. */
  readonly sign?: boolean;
  /** Closes the connection in place of an answer. */
  readonly close?: boolean;
}

/** `ReceivedRequest`: a request as it came in. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** SHA-256 of the client certificate, in hexadecimal. */
  readonly fingerprint: string;
  /** Counts the TLS connections: requests with the same number came over the same one. */
  readonly connection: number;
  /** When it was complete, by a clock that is not set. */
  readonly atMs: number;
}

/** `Script`: the queue of answers and the list of requests. */
export class Script {
  #answers: ScriptedAnswer[] = [];
  #requests: ReceivedRequest[] = [];
  #tokens = 0;

  reset(): void {
    this.#answers = [];
    this.#requests = [];
    this.#tokens = 0;
  }

  queue(answers: readonly ScriptedAnswer[]): void {
    this.#answers.push(...answers);
  }

  get requests(): readonly ReceivedRequest[] {
    return this.#requests;
  }

  /** Notes the request and returns its answer: the first in the queue that fits, or a good one. */
  answer(request: ReceivedRequest): ScriptedAnswer {
    this.#requests.push(request);
    const path = request.path.split('?')[0];
    const found = this.#answers.findIndex((answer) => answer.path === undefined || answer.path === path);
    const [queued = {}] = found === -1 ? [] : this.#answers.splice(found, 1);
    // Only a token that is sent is counted.
    if (queued.close) return queued;
    if ((queued.status ?? 200) >= 400) return { body: {}, ...queued };
    return { ...this.#usual(request), ...queued };
  }

  #usual({ method, path, fingerprint }: ReceivedRequest): ScriptedAnswer {
    if (path === '/api/auth/whoami')
      return { status: 200, body: { fingerprint, trusted: true, linked: true } };
    if (method !== 'POST' || path !== '/api/auth/token') return { status: 200, body: { ok: true } };
    this.#tokens += 1;
    const body = { access_token: `token-${String(this.#tokens)}`, token_type: 'Bearer', expires_in: 1800 };
    return { status: 201, body };
  }
}
