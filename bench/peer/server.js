/**
 * The peer: node-oidc-provider, set up to do what the product does (client_credentials,
 * client_secret_post, a certificate-bound HS256 JWT of 1800 s), behind the same NGINX.
 *
 * With DATABASE_URL it is durable: it reads the client in PostgreSQL for every token, and the record
 * of the token is committed before the answer. Without, it keeps its clients in memory and records
 * nothing.
 */
import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { openStore } from './store.js';

const [clientsFile = '', port = '0'] = process.argv.slice(2);
const resource = 'https://api.example.com';
const lifetimeSeconds = 1800;
const signingKey = createSecretKey(Buffer.alloc(32, 9));

const clients = JSON.parse(readFileSync(clientsFile, 'utf8')).map(({ clientId, clientSecret }) => ({
  client_id: clientId,
  client_secret: clientSecret,
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
  token_endpoint_auth_method: 'client_secret_post',
  tls_client_certificate_bound_access_tokens: true,
}));

const databaseUrl = process.env.DATABASE_URL;
const store = databaseUrl ? await openStore(databaseUrl, clients) : null;

const provider = new Provider('https://auth.example.com', {
  ...(store ? { adapter: store.adapter, formats: { customizers: { jwt: store.record } } } : { clients }),
  routes: { token: '/api/auth/token' },
  clientAuthMethods: ['client_secret_post'],
  scopes: ['pix:read', 'pix:write', 'balance:read'],
  ttl: { ClientCredentials: lifetimeSeconds },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    mTLS: {
      enabled: true,
      certificateBoundAccessTokens: true,
      getCertificate: (ctx) => decodeURIComponent(ctx.get('x-ssl-client-cert')),
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      getResourceServerInfo: () => ({
        scope: 'pix:read pix:write balance:read',
        audience: resource,
        accessTokenFormat: 'jwt',
        accessTokenTTL: lifetimeSeconds,
        jwt: { sign: { alg: 'HS256', key: signingKey, kid: 'peer' } },
      }),
    },
  },
});
provider.proxy = true;

createServer({ keepAliveTimeout: 75_000 }, provider.callback()).listen(Number(port), '127.0.0.1');
