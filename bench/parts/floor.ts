/**
 * The floor: what the runtime allows. It is a bare `node:http` server behind the same NGINX that
 * reads the body, hashes the certificate header, checks an HMAC and signs HS256, and uses no
 * database.
 *
 * It must never be taken for a product. It checks no certificate and records nothing.
 */
import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

const [clientsFile = '', port = '0'] = process.argv.slice(2);
const pepper = Buffer.alloc(32, 7);
const signingKey = Buffer.alloc(32, 9);
const macOf = (secret: string): Buffer => createHmac('sha256', pepper).update(secret).digest();
const clients = new Map(
  (JSON.parse(readFileSync(clientsFile, 'utf8')) as Client[]).map((client) => [
    client.clientId,
    macOf(client.clientSecret),
  ]),
);
const header = Buffer.from('{"alg":"HS256","typ":"JWT","kid":"floor"}').toString('base64url');

const tokenFor = (clientId: string, thumbprint: string): string => {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'https://auth.example.com',
    aud: 'api',
    sub: clientId,
    client_id: clientId,
    scope: 'pix:read pix:write balance:read',
    iat: now,
    exp: now + 1800,
    jti: randomUUID(),
    crt: thumbprint,
    cnf: { 'x5t#S256': thumbprint },
  };
  const body = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${body}.${createHmac('sha256', signingKey).update(body).digest('base64url')}`;
};

createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const requested = JSON.parse(Buffer.concat(chunks).toString()) as Client;
    const thumbprint = createHash('sha256')
      .update(String(request.headers['x-ssl-client-cert']))
      .digest('base64url');
    const known = clients.get(requested.clientId);
    const good = known !== undefined && timingSafeEqual(known, macOf(requested.clientSecret));
    const answer = good
      ? { access_token: tokenFor(requested.clientId, thumbprint), token_type: 'Bearer', expires_in: 1800 }
      : { statusCode: 401 };
    const text = JSON.stringify(answer);
    response.writeHead(good ? 201 : 401, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(text),
      'Cache-Control': 'no-store',
    });
    response.end(text);
  });
}).listen(Number(port), '127.0.0.1');
