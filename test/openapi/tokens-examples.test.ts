import { test } from 'vitest';
import type { Request } from '../http/nginx/support.js';
import { eventually, startProxiedApp } from '../http/proxied-app.js';
import { recorderOf } from './recorded.js';

const proxied = await startProxiedApp();
const merchant = await proxied.merchant({ pix: 'tls' }, { keyType: 'rsa-2048' });
const record = recorderOf('tokens');
const client = merchant.certificate;

const get = (path: string, more: Request = {}) => proxied.proxy.ask('tls', { method: 'GET', path, ...more });
const form = (path: string, fields: Record<string, string>) =>
  proxied.proxy.ask('tls', {
    path,
    client,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      client_id: merchant.clientId,
      client_secret: merchant.clientSecret,
      ...fields,
    }).toString(),
  });

test('what was presented', async () => {
  await record('whoami/200', await get('/api/auth/whoami', { client }));
  await record('whoami/400-certificate-missing', await get('/api/auth/whoami'));
});

test('why a request was rejected, over the certificate that it presented', async () => {
  const { body } = await proxied.askToken('tls', { ...merchant, clientSecret: 'wrong-secret' }, { client });
  const { requestId } = JSON.parse(body) as { requestId: string };
  const ask = () => get(`/api/auth/refusals/${requestId}`, { client });
  await eventually(async () => ((await ask()).status === 200 ? true : null));
  await record('refusal/200', await ask());
  await record('refusal/404', await get(`/api/auth/refusals/${'0'.repeat(32)}`, { client }));
});

test('metadata and keys', async () => {
  await record('metadata/200', await get('/.well-known/oauth-authorization-server'));
  await record('jwks/200', await get('/.well-known/jwks.json'));
});

test('introspection and revocation', async () => {
  const { body } = await form('/oauth/token', { grant_type: 'client_credentials' });
  const { access_token: token } = JSON.parse(body) as { access_token: string };
  await record('introspect/200-active', await form('/oauth/introspect', { token }));
  await record('introspect/200-inactive', await form('/oauth/introspect', { token: 'unknown' }));
  await record('revoke/200', await form('/oauth/revoke', { token }));
  await record('introspect/401', await form('/oauth/introspect', { token, client_secret: 'wrong-secret' }));
  await record('introspect/400', await form('/oauth/introspect', {}));
});
