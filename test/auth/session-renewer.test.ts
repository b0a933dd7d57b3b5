import { expect, test } from 'vitest';
import { ClientAuthenticator } from '../../src/auth/client-authenticator.js';
import { defaultClaims, GrantPolicy } from '../../src/auth/grant-policy.js';
import { OperatorAuthenticator } from '../../src/auth/operator-authenticator.js';
import { SecretChecker } from '../../src/auth/secret-checker.js';
import { SessionRenewer } from '../../src/auth/session-renewer.js';
import { SessionTokenSigner } from '../../src/auth/session-token-signer.js';
import { Refusal } from '../../src/core/refusals/refusal.js';
import type { TokenId } from '../../src/core/shared/ids.js';
import type { Renewal } from '../../src/core/tokens/session-renewal-recorder.js';
import type { VerifiedToken } from '../../src/core/tokens/token-verifier.js';
import { UuidTokenIdGenerator } from '../../src/crypto/tokens/uuid-token-id-generator.js';
import { client, fingerprint, nowMs, presented, secretId, snapshot } from '../core/eligible-client.js';
import {
  BudgetInMemory,
  ClientsInMemory,
  keyChecker,
  makeSigner,
  reasonOf,
  RecordedVerifier,
  requestSource,
  RightSignature,
  UpgradesInMemory,
  verifiedToken,
} from './parts.js';

const policy = new GrantPolicy(
  {
    issuer: 'https://auth.example.com',
    adminAudience: 'admin',
    adminLifetimeSeconds: 1800,
    contracts: {
      avista: {
        ...{ algorithm: 'HS256', algorithms: ['HS256'], typs: ['JWT'], audience: 'api' },
        ...{ lifetimeSeconds: 300, claims: defaultClaims },
      },
    },
  },
  new BudgetInMemory(),
);
const nowSeconds = nowMs / 1000;
const signIn = '0199f1de-7d4f-7abc-8def-00000000000a' as TokenId;
const source = { ...requestSource, listener: 'admin' } as const;

/** Renews with records that are answered in turn; an error is thrown. */
const renew = async (records: readonly (boolean | Error)[], of: Partial<VerifiedToken> = {}, more = {}) => {
  const steps: string[] = [];
  const { signer } = await makeSigner(steps);
  const operator = { ...client, accountKind: 'operator', accountScopes: ['admin:read'], ...more } as const;
  const read = new ClientsInMemory({ ...snapshot, client: operator }, steps);
  const left = [...records];
  const renewals: Renewal[] = [];
  const record = (_token: unknown, _grant: unknown, _request: unknown, renewal: Renewal) => {
    renewals.push(renewal);
    const next = left.shift() ?? false;
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  };
  const token = { ...verifiedToken, scopes: ['admin:read'], issuedAtSeconds: nowSeconds - 60, ...of };
  const verifier = new RecordedVerifier(steps);
  const renewer = new SessionRenewer(
    new OperatorAuthenticator(new RightSignature(token), read, 'admin'),
    new ClientAuthenticator(read, new SecretChecker(verifier, new UpgradesInMemory()), keyChecker()),
    policy,
    new SessionTokenSigner(new UuidTokenIdGenerator(), signer, { record }),
    {
      isFresh: () => true,
      effectiveAtMs: () => null,
      refresh: () => Promise.resolve(void steps.push('read revocations')),
    },
  );
  const proofs = { token: 'text', certificateFingerprint: fingerprint, certificateProblem: null, source };
  return { renewed: renewer.renew({ proofs, certificate: presented }), steps, renewals, verifier };
};

test('no secret is compared, and the record hears of everything that could have ended the token', async () => {
  const { renewed, renewals, verifier } = await renew([true], {
    session: { id: signIn, signedInAtSeconds: nowSeconds - 3600 },
  });
  expect(await renewed).toMatchObject({
    ...{ lifetimeSeconds: 1800, scopes: ['admin:read'], sessionSecondsLeft: 7 * 3600 },
    client: { secretId },
  });
  expect(verifier.checks).toEqual([]);
  expect(renewals).toHaveLength(1);
  expect(renewals[0]?.exchangedIssuedAtSeconds).toBe(nowSeconds - 60);
  expect(renewals[0]?.revocations.map(({ kind }) => kind)).toEqual([
    ...['token', 'token', 'secret', 'credential', 'account', 'certificate', 'account-and-certificate'],
  ]);
});

test('a record that is turned down is tried once more, with the keys and the revocations of that time', async () => {
  const { renewed, steps } = await renew([false, true]);
  expect(await renewed).toMatchObject({ session: { id: verifiedToken.id } });
  expect(steps.filter((step) => step === 'read revocations')).toHaveLength(1);
  expect(steps).toContain('read keys');
});

test('what decides nothing about the operator stays a refusal; what does is a token that is not valid', async () => {
  const twice = await renew([false, false]);
  expect(await reasonOf(twice.renewed)).toMatchObject({
    reason: 'unavailable',
    privateDetail: expect.stringContaining('changed_meanwhile'),
  });
  const without = await renew([new Refusal('unavailable', 'no database')]);
  expect(await reasonOf(without.renewed)).toMatchObject({ reason: 'unavailable' });
  const noContract = await renew([true], {}, { certificatePolicy: null });
  expect(await reasonOf(noContract.renewed)).toMatchObject({ code: 'invalid_token' });
  const fewer = await renew([true], { scopes: ['admin:read', 'admin:write'] });
  expect(await reasonOf(fewer.renewed)).toMatchObject({
    code: 'invalid_token',
    privateDetail: expect.stringContaining('scope_not_allowed'),
  });
});

test('eight hours after the sign-in there is no other token, and before that none that lasts longer', async () => {
  const ended = { session: { id: signIn, signedInAtSeconds: nowSeconds - 8 * 3600 } };
  expect(await reasonOf((await renew([true], ended)).renewed)).toMatchObject({ code: 'expired_token' });
  const near = { session: { id: signIn, signedInAtSeconds: nowSeconds - 8 * 3600 + 90 } };
  expect(await (await renew([true], near)).renewed).toMatchObject({
    ...{ lifetimeSeconds: 90, sessionSecondsLeft: 90 },
  });
});
