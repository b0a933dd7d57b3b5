import { expect, test } from 'vitest';
import { BearerAuthenticator } from '../../src/auth/bearer-authenticator.js';
import { BearerTokenError } from '../../src/core/tokens/bearer-token-error.js';
import type { ClientSnapshot, SnapshotClient } from '../../src/core/tokens/client-snapshot.js';
import type { VerifiedToken } from '../../src/core/tokens/token-verifier.js';
import {
  certificateId,
  client,
  fingerprint,
  nowMs,
  otherAccountId,
  otherSecretId,
  secretId,
  snapshot,
} from '../core/eligible-client.js';
import { ClientsInMemory, requestSource as source, RightSignature, verifiedToken as token } from './parts.js';

const authenticate = (of: { token?: Partial<VerifiedToken>; snapshot?: ClientSnapshot } = {}) =>
  new BearerAuthenticator(
    new RightSignature({ ...token, ...of.token }),
    new ClientsInMemory(of.snapshot ?? snapshot),
    { profiles: [], accountKind: 'merchant' },
  ).authenticate({ token: 'text', certificateFingerprint: fingerprint, certificateProblem: null, source });

const withClient = (changes: Partial<SnapshotClient>) => ({
  snapshot: { ...snapshot, client: { ...client, ...changes } },
});
const known = (state: { revoked: boolean; linked: boolean }) => ({
  snapshot: { ...snapshot, certificate: { id: certificateId, ...state } },
});

test('a token whose credentials are all still valid is admitted, with what the database says of the client', async () => {
  const admitted = await authenticate();
  expect(admitted).toMatchObject({ fingerprint, client, nowMs });
  expect(admitted.bearer).toMatchObject({ accountName: 'Loja', clientId: 'loja', secretId, source });
});

test.each([
  ['a user is not their account', { token: { secretId: null } }, 'a user is not'],
  ['a token that is bound to nothing', { token: { boundTo: null } }, 'bound to no certificate'],
  ['a client that does not exist', { snapshot: { ...snapshot, client: null } }, 'no longer exists'],
  ["another account's token", { token: { accountId: otherAccountId } }, 'no longer exists'],
  ['an operator among merchants', withClient({ accountKind: 'operator' }), 'no merchant'],
  ['a suspended account', withClient({ accountStatus: 'suspended' }), 'account is suspended'],
  ['a revoked credential', withClient({ credentialStatus: 'revoked' }), 'credential was revoked'],
  ['an expired credential', withClient({ credentialExpiresAtMs: nowMs }), 'credential has expired'],
  ['a revoked secret', { token: { secretId: otherSecretId } }, 'secret was revoked'],
  [
    'an expired secret',
    withClient({ secrets: [{ id: secretId, digest: 'x', expiresAtMs: nowMs }] }),
    'secret has expired',
  ],
  ['an unlinked certificate', known({ linked: false, revoked: false }), 'not linked'],
  ['a revoked certificate', known({ linked: true, revoked: true }), 'certificate was revoked'],
  ['an address outside the networks', withClient({ networkAllowed: false }), 'in no network'],
])('%s is refused, and the log says why', async (_name, of, why) => {
  const refusal = await authenticate(of).catch((reason: unknown) => reason);
  expect(refusal).toBeInstanceOf(BearerTokenError);
  expect(refusal).toMatchObject({ code: 'invalid_token', privateDetail: expect.stringContaining(why) });
});

test('of several reasons the log names the account first', async () => {
  const of = withClient({ accountStatus: 'suspended', networkAllowed: false, credentialStatus: 'revoked' });
  await expect(authenticate(of)).rejects.toMatchObject({ privateDetail: 'its account is suspended' });
});
