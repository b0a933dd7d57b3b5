import { decodeJwt, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { ask, askToken } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { makeDatabase } from '../support/database.js';
import { startApp } from '../support/test-app.js';
import { askForm, askJson, basic, pixTokenIn, published, shown } from './pix/ask-pix.js';
import { askService } from './service-token/ask-service-token.js';

/** Algorithm, audience and lifetime of each contract, as an operator configures them. */
const keysOf = async (app: Parameters<typeof ask>[0]) =>
  ask(app, { path: '/.well-known/jwks.json', method: 'GET' });

test('each contract signs with its algorithm, for its audience and lifetime; of a change none is refused that was given before', async () => {
  const database = await makeDatabase();
  const { certPem: pem } = await makeCertificate();
  const before = await startApp({ database });
  const secrets = {
    PORTARIA_MASTER_KEY: before.environment['PORTARIA_MASTER_KEY'] ?? '',
    PORTARIA_PEPPER: before.environment['PORTARIA_PEPPER'] ?? '',
  };
  const merchant = await before.accounts.create({ certificate: pem, pix: 'tls', serviceToken: 'tls' });
  const server = await before.accounts.create({ pix: 'none', resourceServer: true });
  const old = String((await askToken(before, merchant, pem)).json()['access_token']);
  expect(decodeProtectedHeader(old).alg).toBe('HS256');

  const after = await startApp({
    database,
    environment: {
      ...secrets,
      PORTARIA_CONTRACTS: 'pix,service-token',
      PORTARIA_AVISTA_ALGORITHM: 'RS256',
      PORTARIA_PIX_AUDIENCE: 'pix-api',
      PORTARIA_PIX_ALGORITHM: 'ES256',
      PORTARIA_SERVICE_TOKEN_AUDIENCE: 'platform-api',
      PORTARIA_SERVICE_TOKEN_ALGORITHM: 'ES256',
      PORTARIA_SERVICE_TOKEN_SECONDS: '120',
    },
  });
  const avista = String((await askToken(after, merchant, pem)).json()['access_token']);
  const pix = pixTokenIn(await askJson(after, published(merchant), { headers: shown(pem) }));
  const service = String((await askService(after, merchant, { headers: shown(pem) })).json()['response']);
  const told = (token: string) => {
    const { aud, iat = 0, exp = 0 } = decodeJwt(token);
    return [decodeProtectedHeader(token).alg, aud, exp - iat];
  };
  expect(told(avista)).toEqual(['RS256', 'api', 1800]);
  expect(told(pix)).toEqual(['ES256', 'pix-api', 3600]);
  expect(told(service)).toEqual(['ES256', 'platform-api', 120]);
  for (const token of [old, avista, pix, service]) {
    const answer = await askForm(
      after,
      { token },
      { path: '/oauth/introspect', headers: { authorization: basic(server) } },
    );
    expect(answer.json()).toMatchObject({ active: true, aud: decodeJwt(token).aud });
  }
});

test('the key set is there while something is signed that it verifies, whichever contract that is', async () => {
  const users = await startApp({ environment: { PORTARIA_CONTRACTS: 'realm' } });
  expect((await keysOf(users)).status).toBe(200);
  const metadata = await ask(users, { path: '/.well-known/oauth-authorization-server', method: 'GET' });
  expect(metadata.json()).not.toHaveProperty('token_endpoint');
  // RFC 8414 section 3.2: a member without elements is left out.
  expect(Object.values(metadata.json())).not.toContainEqual([]);
  const withoutRs256 = await startApp({ environment: { PORTARIA_CONTRACTS: 'service-token' } });
  expect((await keysOf(withoutRs256)).status).toBe(404);
  for (const PORTARIA_AVISTA_ALGORITHM of ['RS256', 'ES256']) {
    const signed = await startApp({
      environment: { PORTARIA_CONTRACTS: 'avista', PORTARIA_AVISTA_ALGORITHM },
    });
    expect((await keysOf(signed)).status).toBe(200);
  }
});

test('what RFC 9068 has others verify is never signed with HS256: the setting is refused', async () => {
  for (const name of ['PORTARIA_PIX_ALGORITHM', 'PORTARIA_REALM_ALGORITHM'])
    await expect(startApp({ environment: { [name]: 'HS256' } })).rejects.toThrow(
      `${name}: must be "RS256" or "ES256"`,
    );
});
