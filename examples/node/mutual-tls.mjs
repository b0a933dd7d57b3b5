// Calls an API with a token, both over mutual TLS: node mutual-tls.mjs /cob/abc123 /cob/abc124
// Requests one token for all calls, renews it five minutes before it expires, and waits after 429 and 503.
// Without a path, prints the token. If something fails, says why and ends with 1. Needs Node.js 18 or later, no packages.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const attempts = 5;
const waitSeconds = 60; // in total, for one request

const setting = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

/** One request over the certificate. Resolves to status, headers and body. */
const sendOnce = (agent, path, { method, headers, body }) =>
  new Promise((resolve, reject) => {
    const url = setting('PORTARIA_URL') + path;
    const call = request(url, { agent, method, headers, timeout: 30_000 }, (response) => {
      const { statusCode: status, headers } = response;
      text(response).then((body) => resolve({ status, headers, body }), reject);
    });
    call.on('timeout', () => call.destroy(new Error('no response within 30 seconds')));
    call.on('error', reject);
    call.end(body);
  });

/** Waits for Retry-After after 429 and 503, then sends the request again. */
const send = async (agent, path, options) => {
  let waited = 0;
  for (let attempt = 1; ; attempt += 1) {
    const response = await sendOnce(agent, path, options);
    if (response.status !== 429 && response.status !== 503) return response;
    const after = response.headers['retry-after'];
    const seconds = /^\d+$/.test(after) ? Number(after) : 1;
    waited += seconds;
    if (attempt === attempts || waited > waitSeconds) return response;
    await sleep(1000 * seconds);
  }
};

class Client {
  #agent = new Agent({
    keepAlive: true,
    // Only if Node does not trust the CA of the server's certificate.
    ca: process.env.PORTARIA_CA_CERT && readFileSync(process.env.PORTARIA_CA_CERT),
    cert: readFileSync(setting('PORTARIA_CLIENT_CERT')),
    key: readFileSync(setting('PORTARIA_CLIENT_KEY')),
  });
  #asking = null;
  #renewAtMs = 0;

  /** Concurrent callers share one request. */
  token() {
    if (!this.#asking || performance.now() >= this.#renewAtMs) {
      this.#renewAtMs = Infinity;
      this.#asking = this.#requestToken();
      this.#asking.catch(() => (this.#asking = null));
    }
    return this.#asking;
  }

  async #requestToken() {
    const askedAtMs = performance.now();
    const { status, body } = await send(this.#agent, '/api/auth/token', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        clientId: setting('PORTARIA_CLIENT_ID'),
        clientSecret: setting('PORTARIA_CLIENT_SECRET'),
      }),
    });
    if (status !== 201) throw new Error(`No token: HTTP ${status}\n${body}`);
    const { access_token: token, expires_in: lifetime } = JSON.parse(body);
    this.#renewAtMs = askedAtMs + 1000 * Math.max(lifetime - 300, lifetime / 2);
    return token;
  }

  /** GET over the certificate that the token is bound to. After a 401, once more with a new token. */
  async get(path) {
    const call = async () =>
      send(this.#agent, path, { method: 'GET', headers: { Authorization: `Bearer ${await this.token()}` } });
    let response = await call();
    if (response.status === 401) {
      this.#asking = null;
      response = await call();
    }
    if (response.status < 200 || response.status > 299)
      throw new Error(`GET ${path}: HTTP ${response.status}\n${response.body}`);
    return response.body;
  }

  close() {
    this.#agent.destroy();
  }
}

try {
  const client = new Client();
  const paths = process.argv.slice(2);
  if (paths.length === 0) console.log(await client.token());
  for (const path of paths) console.log(await client.get(path));
  client.close();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
