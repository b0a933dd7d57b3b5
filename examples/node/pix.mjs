// Tokens of POST /oauth/token for a program that runs for long: it keeps each token and gets the next one five minutes before the end.
// Without a client certificate, for a credential that needs none there (policy none). Needs Node.js 18 or newer, no packages; where the
// server's certificate is not one that Node trusts anyway, start it with NODE_EXTRA_CA_CERTS="$PORTARIA_CA_CERT".
// Prints the answer; when there is no token, says why and ends with 1.

const renewBeforeMs = 5 * 60_000;

const setting = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

const askToken = async () => {
  const response = await fetch(`${setting('PORTARIA_URL')}/oauth/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      clientId: setting('PORTARIA_OPEN_CLIENT_ID'),
      clientSecret: setting('PORTARIA_OPEN_CLIENT_SECRET'),
    }),
    signal: AbortSignal.timeout(30_000),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`HTTP ${response.status}\n${answer}`);
  return JSON.parse(answer);
};

/** Keeps a valid token. Concurrent callers share one request: the next token is requested once. */
class TokenManager {
  #token = null;
  #renewAtMs = 0;
  #asking = null;

  async getToken() {
    if (this.#token && Date.now() < this.#renewAtMs) return this.#token;
    this.#asking ??= askToken().finally(() => (this.#asking = null));
    const token = await this.#asking;
    this.#token = token;
    this.#renewAtMs = Date.now() + token.expires_in * 1000 - renewBeforeMs;
    return token;
  }
}

try {
  const tokens = new TokenManager();
  const [token] = await Promise.all([tokens.getToken(), tokens.getToken()]);
  console.log(JSON.stringify(token));
} catch (error) {
  console.error(`No token: ${error.cause?.message ?? error.message}`);
  process.exitCode = 1;
}
