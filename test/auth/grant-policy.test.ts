import { expect, test } from 'vitest';
import { type AuthenticatedClient, ClientAuthenticator } from '../../src/auth/client-authenticator.js';
import {
  type ContractSettings,
  defaultClaims,
  GrantPolicy,
  profilesOf,
  type TokenSettings,
} from '../../src/auth/grant-policy.js';
import { SecretChecker } from '../../src/auth/secret-checker.js';
import { Refusal } from '../../src/core/refusals/refusal.js';
import type { ClientId } from '../../src/core/shared/ids.js';
import type { SnapshotClient } from '../../src/core/tokens/client-snapshot.js';
import type { RequestedGrant, TokenRequest } from '../../src/core/tokens/token-request.js';
import { client, nowMs, presented, secretId, snapshot } from '../core/eligible-client.js';
import {
  BudgetInMemory,
  ClientsInMemory,
  generator,
  keyChecker,
  RecordedVerifier,
  requestSource,
  UpgradesInMemory,
} from './parts.js';

const pix: ContractSettings = {
  algorithm: 'HS256',
  algorithms: ['HS256', 'RS256'],
  typs: ['JWT', 'at+jwt'],
  audience: 'api',
  lifetimeSeconds: 300,
  claims: defaultClaims,
};
const settings: TokenSettings = {
  issuer: 'https://auth.example.com',
  adminAudience: 'portaria-admin',
  adminLifetimeSeconds: 60,
  contracts: { pix },
};

const { secret, digest } = generator.make();
const request: TokenRequest = {
  contract: 'pix',
  source: requestSource,
  clientId: 'loja' as ClientId,
  secret,
  certificate: presented,
  wanted: { scopes: null, typ: 'JWT' },
};

/** Nothing but the authenticator makes one. */
const authenticated = (
  changes: Partial<SnapshotClient>,
  asked: TokenRequest,
  now: number,
): Promise<AuthenticatedClient> => {
  const secrets = [{ id: secretId, digest, expiresAtMs: null }];
  const clients = new ClientsInMemory({
    ...snapshot,
    nowMs: now,
    client: { ...client, secrets, ...changes },
  });
  const checker = new SecretChecker(new RecordedVerifier(), new UpgradesInMemory());
  return new ClientAuthenticator(clients, checker, keyChecker()).authenticate(asked);
};

const decide = async (
  of: {
    client?: Partial<SnapshotClient>;
    wanted?: Partial<RequestedGrant>;
    now?: number;
    budget?: BudgetInMemory;
  } = {},
  more: Partial<TokenRequest> = {},
) => {
  const asked = { ...request, ...more, wanted: { ...request.wanted, ...of.wanted } };
  const proven = await authenticated(of.client ?? {}, asked, of.now ?? nowMs);
  return new GrantPolicy(settings, of.budget ?? new BudgetInMemory()).decide(proven, asked);
};

test('a grant takes one token of the budget of its account; a request for too much takes none', async () => {
  const budget = new BudgetInMemory(1);
  await expect(decide({ budget, wanted: { scopes: ['admin:write'] } })).rejects.toMatchObject({
    reason: 'scope_not_allowed',
  });
  const { client: granted } = await decide({ budget });
  expect(budget.taken).toEqual([granted.accountId]);
  await expect(decide({ budget })).rejects.toMatchObject({
    reason: 'token_budget_spent',
    publicDetail: { retryAfterSeconds: 7 },
  });
});

test('operators have no budget: they can revoke at any time', async () => {
  const operator = { client: { accountKind: 'operator' as const }, budget: new BudgetInMemory(0) };
  const grant = await decide(operator, { source: { ...request.source, listener: 'admin' } });
  expect(grant.audience).toBe('portaria-admin');
});

test("a grant has the contract's terms, the client's claims and the database's time", async () => {
  expect(await decide({ now: nowMs + 999, client: { accountName: 'Loja' } })).toMatchObject({
    client: { accountName: 'Loja', clientId: 'loja', secretId },
    kind: { algorithm: 'HS256', typ: 'JWT' },
    issuer: settings.issuer,
    audience: 'api',
    claims: { sub: client.accountId, client_id: 'loja' },
    issuedAtSeconds: nowMs / 1000,
    lifetimeSeconds: 300,
  });
});

test('the type of the token is the one that is asked for', async () => {
  expect(await decide({ wanted: { typ: 'at+jwt' } })).toMatchObject({ kind: { typ: 'at+jwt' } });
});

test('at the admin listener the token is for management alone, and as short as management says', async () => {
  const atAdmin = { source: { ...requestSource, listener: 'admin' } as const };
  expect(await decide({ client: { accountKind: 'operator' } }, atAdmin)).toMatchObject({
    audience: 'portaria-admin',
    lifetimeSeconds: 60,
  });
});

const scopes = ['pix:read', 'pix:write', 'balance:read'];

test.each<[string, readonly string[] | null, readonly string[] | null, readonly string[]]>([
  ['without a narrower list the client gets all scopes of its account', null, null, scopes],
  ['a credential narrows its account', ['pix:write'], null, ['pix:write']],
  ['a credential adds no scope to its account', ['admin:write', 'pix:read'], null, ['pix:read']],
  ['a credential may have none', [], null, []],
  [
    'a request narrows, in the order of the account',
    null,
    ['balance:read', 'pix:read'],
    ['pix:read', 'balance:read'],
  ],
  ['a request narrows the credential further', ['pix:read', 'pix:write'], ['pix:write'], ['pix:write']],
  ['a request for no scope gets none', null, [], []],
])('%s', async (_name, credentialScopes, wanted, granted) => {
  const grant = await decide({
    client: { accountScopes: scopes, credentialScopes },
    wanted: { scopes: wanted },
  });
  expect(grant.scopes).toEqual(granted);
});

const refused = async (
  credentialScopes: readonly string[] | null,
  wanted: readonly string[],
): Promise<Refusal> =>
  Refusal.from(
    await decide({ client: { accountScopes: scopes, credentialScopes }, wanted: { scopes: wanted } }).catch(
      (reason: unknown) => reason,
    ),
  );

test('a request for more than the credential has is refused, not reduced, and told what it may ask for', async () => {
  const refusal = await refused(['pix:read'], ['pix:read', 'pix:write']);
  expect(refusal.reason).toBe('scope_not_allowed');
  expect(refusal.publicDetail.problems).toEqual(['scope: this client may ask for pix:read']);
  expect((await refused([], ['pix:read'])).publicDetail.problems).toEqual([
    'scope: this client may ask for none',
  ]);
});

test('no message repeats the scopes that were asked for: a secret may have been pasted among them', async () => {
  const refusal = await refused(null, ['pix:read', 'pasted-secret']);
  expect(JSON.stringify(refusal) + refusal.privateDetail).not.toContain('pasted-secret');
});

test('a contract that is not enabled issues nothing', async () => {
  await expect(decide({}, { contract: 'avista' })).rejects.toMatchObject({
    reason: 'internal',
    privateDetail: 'the contract avista has no settings',
  });
});

test('the profiles of a contract are every algorithm with every type, so older tokens stay valid', () => {
  expect(profilesOf(pix)).toEqual([
    { algorithm: 'HS256', typ: 'JWT', audience: 'api' },
    { algorithm: 'HS256', typ: 'at+jwt', audience: 'api' },
    { algorithm: 'RS256', typ: 'JWT', audience: 'api' },
    { algorithm: 'RS256', typ: 'at+jwt', audience: 'api' },
  ]);
});
