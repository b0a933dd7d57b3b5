import { expect, test } from 'vitest';
import { MerchantAuthenticator } from '../../src/auth/merchant-authenticator.js';
import type { SnapshotClient } from '../../src/core/tokens/client-snapshot.js';
import { client, fingerprint, nowMs, secretId, snapshot } from '../core/eligible-client.js';
import { ClientsInMemory, requestSource, RightSignature, verifiedToken } from './parts.js';

const profiles = [{ algorithm: 'HS256', typ: 'JWT', audience: 'api' }] as const;

const ask = (changes: Partial<SnapshotClient> = {}, scopes = ['pix:read', 'pix:write']) => {
  const verifier = new RightSignature({ ...verifiedToken, scopes });
  const clients = new ClientsInMemory({ ...snapshot, client: { ...client, ...changes } });
  const proofs = {
    token: 'text',
    certificateFingerprint: fingerprint,
    certificateProblem: null,
    source: requestSource,
  };
  return { asked: new MerchantAuthenticator(verifier, clients, profiles).authenticate(proofs), verifier };
};

test('a merchant manages the account of the token, with the credentials of the token', async () => {
  const { asked, verifier } = ask();
  expect(await asked).toMatchObject({
    clientId: 'loja',
    context: { accountId: client.accountId, secretId, fingerprint, onlyClientId: null },
    secretExpiresAtMs: null,
    nowMs,
  });
  expect(verifier.wanted).toEqual([
    { profiles, certificateFingerprint: fingerprint, certificateProblem: null },
  ]);
});

test('the expiry is that of the secret of the token', async () => {
  const { asked } = ask({ secrets: [{ id: secretId, digest: 'x', expiresAtMs: nowMs + 1 }] });
  expect(await asked).toMatchObject({ secretExpiresAtMs: nowMs + 1 });
});

test.each([
  ['narrower than its account', ['pix:read'], 'loja'],
  ['as wide as its account', ['pix:write', 'pix:read', 'admin:write'], null],
])('a client that is %s manages what it may', async (_name, credentialScopes, onlyClientId) => {
  const { asked } = ask({ accountScopes: ['pix:read', 'pix:write'], credentialScopes });
  expect((await asked).context.onlyClientId).toBe(onlyClientId);
});

test('a token with fewer scopes than its client manages its client alone, and is known to have fewer', async () => {
  const wide = { accountScopes: ['pix:read', 'pix:write'], credentialScopes: null };
  const narrowed = await ask(wide, ['pix:read']).asked;
  expect(narrowed.context).toMatchObject({ onlyClientId: 'loja', tokenIsNarrowed: true });
  const ofNarrowClient = await ask({ ...wide, credentialScopes: ['pix:read'] }, ['pix:read']).asked;
  expect(ofNarrowClient.context).toMatchObject({ onlyClientId: 'loja', tokenIsNarrowed: false });
});

test('an operator does not manage an account as its merchant', async () => {
  await expect(ask({ accountKind: 'operator' }).asked).rejects.toMatchObject({ code: 'invalid_token' });
});
