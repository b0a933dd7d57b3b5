/**
 * The floor of verification: a bare `node:http` server that NGINX asks before it passes a request
 * on, and that checks one HMAC.
 *
 * It must never be taken for a product. It checks no time, audience, scope, certificate or
 * revocation.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [keyFile = '', port = '0'] = process.argv.slice(2);
const key = Buffer.from(readFileSync(keyFile, 'utf8'), 'base64');

const isGood = (authorization: string): boolean => {
  const [header = '', payload = '', signature = ''] = authorization.slice('Bearer '.length).split('.');
  const mac = createHmac('sha256', key).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  return given.length === mac.length && timingSafeEqual(given, mac);
};

createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  const good = isGood(request.headers.authorization ?? '');
  response.writeHead(good ? 204 : 401);
  response.end();
}).listen(Number(port), '127.0.0.1');
