import { expect, test } from 'vitest';
import { ClientAuthenticator } from '../../src/auth/client-authenticator.js';
import { defaultClaims, GrantPolicy } from '../../src/auth/grant-policy.js';
import { RegisteredKeyTokenIssuer } from '../../src/auth/registered-key-token-issuer.js';
import { SecretChecker } from '../../src/auth/secret-checker.js';
import { UuidTokenIdGenerator } from '../../src/crypto/tokens/uuid-token-id-generator.js';
import { client, presented, secretId, snapshot } from '../core/eligible-client.js';
import {
  assertion,
  BudgetInMemory,
  ClientsInMemory,
  keyChecker,
  makeSigner,
  RecordedVerifier,
  registeredKeys,
  requestSource,
  UpgradesInMemory,
} from './parts.js';

const { clientId } = assertion;
const policy = new GrantPolicy(
  {
    issuer: 'https://auth.example.com',
    adminAudience: 'portaria-admin',
    adminLifetimeSeconds: 60,
    contracts: {
      pix: {
        ...{ algorithm: 'HS256', algorithms: ['HS256'], typs: ['at+jwt'], audience: 'api' },
        ...{ lifetimeSeconds: 300, claims: defaultClaims },
      },
    },
  },
  new BudgetInMemory(),
);

/** Issues with an assertion, or with the certificate alone; the records are answered in turn. */
const issue = async (outcomes: readonly ('recorded' | 'replayed' | 'changed')[], withAssertion: boolean) => {
  const steps: string[] = [];
  const { signer } = await makeSigner(steps);
  const method = withAssertion
    ? ({ method: 'private_key_jwt', jwks: [] } as const)
    : ({ method: 'tls_client_auth', subjectDn: presented.info.subject } as const);
  const secrets = [{ id: secretId, digest: registeredKeys.digest(clientId, method), expiresAtMs: null }];
  const clients = new ClientAuthenticator(
    new ClientsInMemory({ ...snapshot, client: { ...client, secrets } }, steps),
    new SecretChecker(new RecordedVerifier(steps), new UpgradesInMemory()),
    keyChecker(new UpgradesInMemory(), 'valid'),
  );
  const left = [...outcomes];
  const next = () => Promise.resolve(left.shift() ?? 'changed');
  const issuer = new RegisteredKeyTokenIssuer(clients, policy, new UuidTokenIdGenerator(), signer, {
    plain: { record: async () => (await next()) === 'recorded' },
    withAssertion: { record: next },
  });
  const token = issuer.issue({
    ...{ contract: 'pix', source: requestSource, clientId, certificate: presented, problemIfRefused: {} },
    ...{ assertion: withAssertion ? assertion : null, wanted: { scopes: null, typ: 'at+jwt' } },
  });
  return { token, steps };
};

test.each([true, false])('a token is sent once it is recorded (assertion: %s)', async (withAssertion) => {
  const { token } = await issue(['recorded'], withAssertion);
  expect(await token).toMatchObject({ scopes: ['pix:read'], client: { clientId } });
});

test('what changed between read and record is read again, with the keys', async () => {
  const { token, steps } = await issue(['changed', 'recorded'], true);
  expect(await token).toMatchObject({ lifetimeSeconds: 300 });
  expect(steps.filter((step) => step === 'read')).toHaveLength(2);
});

test('an assertion that was used before gets no token', async () => {
  const { token } = await issue(['replayed'], true);
  await expect(token).rejects.toMatchObject({ reason: 'assertion_replayed', subject: { clientId } });
});
