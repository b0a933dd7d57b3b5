import { connect as http2Connect } from 'node:http2';
import { beforeAll, expect, test } from 'vitest';
import { send } from '../support/ask.js';
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
let body: string;
let encoded: string;
beforeAll(async () => {
  proxied = await startProxiedApp();
  victim = await proxied.merchant();
  attacker = await proxied.merchant();
  body = JSON.stringify({ clientId: victim.clientId, clientSecret: victim.clientSecret });
  encoded = encodeURIComponent(victim.certificate.certPem);
});

const names = [
  'X-SSL-Client-Cert',
  'x-ssl-client-cert',
  'X-SSL-CLIENT-CERT',
  'X_SSL_Client_Cert',
  'X-SSL_Client-Cert',
  'X-SSL-Client-Cert ',
  'X-Header-Client-Cert',
  'SSL-Client-Cert',
  'X-Forwarded-Client-Cert',
];

const victimsTokens = async (): Promise<number> => {
  const [row] = await proxied.app.database.sql<{ n: string }>(
    'SELECT count(*) AS n FROM token_issuance WHERE account_id = $1',
    [victim.id],
  );
  return Number(row?.n);
};

test.each(names)(
  "the header %j with the victim's certificate gets no token, with or without a certificate of one's own",
  async (name) => {
    const { certPem: cert, keyPem: key } = attacker.certificate;
    for (const own of [{}, { cert, key }]) {
      const request =
        'POST /api/auth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
        `${name}: ${encoded}\r\nX-SSL-Client-Verify: SUCCESS\r\n${name}: ${encoded}\r\n` +
        `Content-Length: ${String(body.length)}\r\nConnection: close\r\n\r\n${body}`;
      const raw = await sendRaw(proxied.proxy, 'tls', request, own);
      expect(raw).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(raw).not.toContain('access_token');
    }
    expect(await victimsTokens()).toBe(0);
  },
);

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
      'x-ssl-client-cert': encoded,
      'x-ssl-client-verify': 'SUCCESS',
      'x-header-client-cert': encoded,
    });
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    stream.on('end', () => {
      resolve(text);
    });
    stream.on('error', reject);
    stream.end(body);
  });
  session.close();
  expect(JSON.parse(answer)).toMatchObject({ statusCode: 401 });
  expect(await victimsTokens()).toBe(0);
});

const oddities: Readonly<Record<string, (header: string) => string>> = {
  'a folded header': (header) => `X-Other: a\r\n ${header}`,
  'a bare line feed': (header) => `X-Other: a\n${header}`,
  'a bare carriage return': (header) => `X-Other: a\r${header}`,
  'a NUL': (header) => `X-Other: a\0\r\n${header}`,
  'a space before the colon': (header) => header.replace(':', ' :'),
  'a tab before the colon': (header) => header.replace(':', '\t:'),
  'a vertical tab in front': (header) => `\v${header}`,
  'no name': (header) => `: x\r\n${header}`,
};

test.each(Object.entries(oddities))('%s in front of the forged header gets no token', async (_name, odd) => {
  const { certPem: cert, keyPem: key } = attacker.certificate;
  const header = odd(`X-SSL-Client-Cert: ${encoded}\r\nX-SSL-Client-Verify: SUCCESS`);
  const request =
    `POST /api/auth/token HTTP/1.1\r\nHost: localhost\r\n${header}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${String(body.length)}\r\nConnection: close\r\n\r\n${body}`;
  expect(await sendRaw(proxied.proxy, 'tls', request, { cert, key })).not.toContain('access_token');
  expect(await victimsTokens()).toBe(0);
});

test('a second request smuggled into the body of the first is never answered as one', async () => {
  const { certPem: cert, keyPem: key } = attacker.certificate;
  const inner =
    `POST /api/auth/token HTTP/1.1\r\nHost: localhost\r\nX-Portaria-Listener: x\r\nX-SSL-Client-Cert: ${encoded}\r\n` +
    `X-SSL-Client-Verify: SUCCESS\r\nContent-Type: application/json\r\nContent-Length: ${String(body.length)}\r\n\r\n${body}`;
  const tricks = [
    `Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
    `Content-Length: ${String(inner.length + 5)}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
    `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${inner}`,
    `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${inner}`,
    `Content-Length: ${String(inner.length)}\r\n\r\n${inner}`,
  ];
  for (const trick of tricks) {
    const request = `POST /api/auth/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${trick}`;
    expect(await sendRaw(proxied.proxy, 'tls', request, { cert, key })).not.toContain('access_token');
  }
  expect(await victimsTokens()).toBe(0);
});

test('at the header listener a credential that requires the handshake gets no token', async () => {
  const answer = await proxied.askToken('header', victim, { headers: { 'x-ssl-client-cert': encoded } });
  expect(answer.status).toBe(401);
  expect(await victimsTokens()).toBe(0);
});

test("the application's own port answers nothing, whatever proxy secret an attacker guesses", async () => {
  for (const listener of [
    '',
    'tls',
    'a'.repeat(43),
    'tls-listener-secret-of-this-test-00000',
    'tls-listener-secret-of-this-test-0000000',
  ]) {
    const headers = {
      'content-type': 'application/json',
      'x-ssl-client-cert': encoded,
      'x-ssl-client-verify': 'SUCCESS',
      'x-portaria-listener': listener,
    };
    const answer = await send(
      { port: proxied.app.port, method: 'POST', path: '/api/auth/token', headers },
      body,
    );
    expect(answer.json()).toMatchObject({ statusCode: 403, code: 'not_from_proxy' });
  }
  expect(await victimsTokens()).toBe(0);
});

test('the victim itself gets its token all the same', async () => {
  expect((await proxied.askToken('tls', victim, { client: victim.certificate })).status).toBe(201);
  expect(await victimsTokens()).toBe(1);
});
