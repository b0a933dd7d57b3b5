import { connect as http2Connect } from 'node:http2';
import { beforeAll, expect, test } from 'vitest';
import { send } from '../support/ask.js';
import { certificateHeaders, forgedRequests, guessedProxySecrets, type Stolen } from './forged-requests.js';
import { sendRaw } from './nginx/support.js';
import { type Merchant, type ProxiedApp, startProxiedApp } from './proxied-app.js';

/**
 * An attacker knows the victim's client id, secret and certificate (a certificate is no secret), but
 * not its private key, and tries to get the victim's token. The attacker may also have a valid
 * certificate. Every try must end without a token of the victim.
 */
let proxied: ProxiedApp;
let victim: Merchant;
let attacker: Merchant;
let stolen: Stolen;
beforeAll(async () => {
  proxied = await startProxiedApp();
  victim = await proxied.merchant();
  attacker = await proxied.merchant();
  stolen = {
    body: JSON.stringify({ clientId: victim.clientId, clientSecret: victim.clientSecret }),
    certificate: encodeURIComponent(victim.certificate.certPem),
  };
});

const victimsTokens = async (): Promise<number> => {
  const [row] = await proxied.app.database.sql<{ n: string }>(
    'SELECT count(*) AS n FROM token_issuance WHERE account_id = $1',
    [victim.id],
  );
  return Number(row?.n);
};

test.each(Object.entries(forgedRequests))(
  "%s with the victim's certificate gets no token, with or without a certificate of one's own",
  async (_name, forge) => {
    const { certPem: cert, keyPem: key } = attacker.certificate;
    for (const own of [{}, { cert, key }])
      expect(await sendRaw(proxied.proxy, 'tls', forge(stolen), own)).not.toContain('access_token');
    expect(await victimsTokens()).toBe(0);
  },
);

test.each(certificateHeaders)('the header %j is answered with a refusal', async (name) => {
  const forge = forgedRequests[`the header ${JSON.stringify(name)}`];
  expect(forge && (await sendRaw(proxied.proxy, 'tls', forge(stolen)))).toMatch(/^HTTP\/1\.1 4\d\d /);
});

test('over HTTP/2 neither', async () => {
  const { certPem: cert, keyPem: key } = attacker.certificate;
  const session = http2Connect(`https://localhost:${String(proxied.proxy.ports.tls)}`, {
    ca: proxied.proxy.ca.certPem,
    cert,
    key,
  });
  const answer = await new Promise<string>((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/api/auth/token',
      'content-type': 'application/json',
      'x-ssl-client-cert': stolen.certificate,
      'x-ssl-client-verify': 'SUCCESS',
      'x-header-client-cert': stolen.certificate,
    });
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    stream.on('end', () => {
      resolve(text);
    });
    stream.on('error', reject);
    stream.end(stolen.body);
  });
  session.close();
  expect(JSON.parse(answer)).toMatchObject({ statusCode: 401 });
  expect(await victimsTokens()).toBe(0);
});

test('at the header listener a credential that requires the handshake gets no token', async () => {
  const answer = await proxied.askToken('header', victim, {
    headers: { 'x-ssl-client-cert': stolen.certificate },
  });
  expect(answer.status).toBe(401);
  expect(await victimsTokens()).toBe(0);
});

test("the application's own port answers nothing, whatever proxy secret an attacker guesses", async () => {
  for (const listener of guessedProxySecrets) {
    const headers = {
      'content-type': 'application/json',
      'x-ssl-client-cert': stolen.certificate,
      'x-ssl-client-verify': 'SUCCESS',
      'x-portaria-listener': listener,
    };
    const answer = await send(
      { port: proxied.app.port, method: 'POST', path: '/api/auth/token', headers },
      stolen.body,
    );
    expect(answer.json()).toMatchObject({ statusCode: 403, code: 'not_from_proxy' });
  }
  expect(await victimsTokens()).toBe(0);
});

test('the victim itself gets its token all the same', async () => {
  expect((await proxied.askToken('tls', victim, { client: victim.certificate })).status).toBe(201);
  expect(await victimsTokens()).toBe(1);
});
