import { expect, test } from 'vitest';
import { type ContractSettings, defaultClaims } from '../../src/auth/grant-policy.js';
import { PasswordChecker } from '../../src/auth/password-checker.js';
import { type AuthenticatedUser, UserAuthenticator } from '../../src/auth/user-authenticator.js';
import { UserGrantPolicy } from '../../src/auth/user-grant-policy.js';
import { Secret } from '../../src/core/credentials/secret.js';
import type { UserTokenRequest } from '../../src/core/realm/user-token-request.js';
import { nowMs } from '../core/eligible-client.js';
import { family, familyId, loginBinding, user, userSnapshot } from '../core/eligible-user.js';
import {
  BudgetInMemory,
  FamiliesInMemory,
  generator,
  RecordedVerifier,
  refreshTokens,
  requestSource,
  UpgradesInMemory,
  UsersInMemory,
} from './parts.js';

const realm: ContractSettings = {
  algorithm: 'RS256',
  algorithms: ['RS256'],
  typs: ['at+jwt'],
  audience: 'api',
  lifetimeSeconds: 300,
  claims: defaultClaims,
};
const realmTerms = { clientId: 'app', familySeconds: 3600, reuseGraceSeconds: 10 };
const policyWith = (budget: BudgetInMemory) =>
  new UserGrantPolicy({ issuer: 'https://auth.example.com', contracts: { realm } }, realmTerms, budget);
const policy = policyWith(new BudgetInMemory());

const password = new Secret('correct horse battery');
const digest = await generator.digestCustom(password);
const alone = { source: requestSource, certificate: null, scopes: null };
const login: UserTokenRequest = { ...alone, grantType: 'password', username: 'ana', password };
const refresh: UserTokenRequest = {
  ...alone,
  grantType: 'refresh_token',
  refreshToken: new Secret(
    refreshTokens.make(
      { familyId, generation: 5 },
      refreshTokens.digestLogin({ ...loginBinding, scopes: ['pix:write'] }),
    ),
  ),
};

/** Nothing but the authenticator makes one. */
const authenticated = (request: UserTokenRequest, now = nowMs): Promise<AuthenticatedUser> => {
  const of = { ...user, digest, accountScopes: ['pix:read', 'pix:write'] };
  const continued = request.grantType === 'password' ? null : { ...family, scopes: ['pix:write'] };
  const users = new UsersInMemory({ ...userSnapshot, nowMs: now, user: of, family: continued });
  const passwords = new PasswordChecker(new RecordedVerifier(), new UpgradesInMemory());
  const all = new UserAuthenticator(users, passwords, refreshTokens, new FamiliesInMemory(), realmTerms);
  return all.authenticate(request);
};

test("a user's grant has the terms of the realm, its public client and the database's time", async () => {
  const grant = policy.decide(await authenticated(login, nowMs + 999), login, familyId);
  expect(grant).toMatchObject({
    user: { userId: user.id, accountId: user.accountId },
    familyId,
    clientId: 'app',
    kind: { algorithm: 'RS256', typ: 'at+jwt' },
    issuer: 'https://auth.example.com',
    audience: 'api',
    issuedAtSeconds: nowMs / 1000,
    lifetimeSeconds: 300,
  });
});

test('a refresh never prolongs a login: it ends when it was to end at the beginning', async () => {
  const continued = policy.decide(await authenticated(refresh), refresh, familyId);
  expect(continued.familyExpiresAtMs).toBe(family.expiresAtMs);
});

test('a login ends after the time that the operator configured, counted in whole seconds', async () => {
  const begun = policy.decide(await authenticated(login), login, familyId);
  expect(begun.familyExpiresAtMs).toBe(nowMs + 3_600_000);
});

test('a request narrows what the user has, and in a refresh what the login has', async () => {
  const narrowed = { ...login, scopes: ['pix:read'] };
  expect(policy.decide(await authenticated(login), narrowed, familyId).scopes).toEqual(['pix:read']);
  expect(policy.decide(await authenticated(refresh), refresh, familyId).scopes).toEqual(['pix:write']);
});

test('a request for more than the user has is refused, not reduced', async () => {
  const more = { ...login, scopes: ['pix:read', 'admin:write'] };
  const proven = await authenticated(login);
  expect(() => policy.decide(proven, more, familyId)).toThrow(
    expect.objectContaining({
      reason: 'scope_not_allowed',
      publicDetail: { problems: ['scope: this user may ask for pix:read pix:write'] },
    }),
  );
});

test("a user's token is one of the user's account, as those of its programs are", async () => {
  const budget = new BudgetInMemory(1);
  const proven = await authenticated(login);
  policyWith(budget).decide(proven, login, familyId);
  expect(budget.taken).toEqual([proven.identity.accountId]);
  expect(() => policyWith(budget).decide(proven, login, familyId)).toThrow(
    expect.objectContaining({ reason: 'token_budget_spent' }),
  );
});

test('without the contract realm no user gets anything', async () => {
  const off = new UserGrantPolicy(
    { issuer: 'https://auth.example.com', contracts: {} },
    realmTerms,
    new BudgetInMemory(),
  );
  const proven = await authenticated(login);
  expect(() => off.decide(proven, login, familyId)).toThrow(expect.objectContaining({ reason: 'internal' }));
});
