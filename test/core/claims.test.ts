import { expect, test } from 'vitest';
import { thumbprintOf } from '../../src/core/certificates/certificate.js';
import type { UserIdentity } from '../../src/core/realm/user-grant.js';
import {
  accountIdFrom,
  certificateIdFrom,
  fingerprintFrom,
  makeFamilyId,
  type RealmUserId,
  tokenIdFrom,
} from '../../src/core/shared/ids.js';
import { claimsFor, claimsForUser } from '../../src/core/tokens/claims.js';
import {
  type ContractClaims,
  reservedClaims,
  withoutReserved,
} from '../../src/core/tokens/contract-claims.js';
import type { ClientIdentity } from '../../src/core/tokens/grant.js';

const tokenId = tokenIdFrom('0199f1de-7d4f-7abc-8def-000000000001');
const fingerprint = fingerprintFrom('ab'.repeat(32));
const id = certificateIdFrom('5');
const accountId = accountIdFrom('7');
if (!fingerprint || !id || !accountId) throw new Error('the fixtures are not ids');
const thumbprint = thumbprintOf(fingerprint);

const kind = { algorithm: 'RS256', typ: 'at+jwt' } as const;
const decided = {
  kind,
  issuer: 'https://auth.example.com',
  audience: 'api',
  scopes: ['pix:read', 'pix:write'],
  issuedAtSeconds: 1_700_000_000,
  lifetimeSeconds: 1800,
};

const clientToken = (certificate: ClientIdentity['certificate']) =>
  claimsFor(
    {
      ...decided,
      claims: { sub: '7', client_id: 'loja' },
      client: { accountId, clientId: 'loja', secretId: '9', certificate } as ClientIdentity,
    },
    tokenId,
  );

const userId = '0199f1de-7d4f-7abc-8def-00000000000a' as RealmUserId;
const userIdentity = {
  ...{ nowMs: 0, userId, passwordSetAtMicros: '0', accountId, accountVersion: 1 },
  ...{ scopes: [], notBeforeMs: null, family: null },
};

const userToken = (certificate: UserIdentity['certificate']) =>
  claimsForUser(
    {
      ...decided,
      clientId: 'realm-client',
      familyExpiresAtMs: 0,
      familyId: makeFamilyId(tokenId),
      user: { ...userIdentity, certificate },
    },
    tokenId,
  );

const ofGrant = {
  iss: 'https://auth.example.com',
  aud: 'api',
  scope: 'pix:read pix:write',
  iat: 1_700_000_000,
  exp: 1_700_001_800,
  jti: tokenId,
};
const ofClient = { ...ofGrant, sub: '7', client_id: 'loja', sec: '9' };
const ofUser = {
  ...ofGrant,
  sub: userId,
  client_id: 'realm-client',
  account: '7',
  session_state: tokenId,
};

test("a client's token says who, what, how long and by which secret", () => {
  expect(clientToken(null)).toEqual(ofClient);
});

test("a user's token has the login where a client's has the secret", () => {
  expect(userToken(null)).toEqual(ofUser);
});

test('a certificate that was only presented is named, so that revoking it ends the token, and binds nothing', () => {
  expect(clientToken({ id, fingerprint, notAfterMs: 0, provenByHandshake: false })).toEqual({
    ...ofClient,
    crt: thumbprint,
  });
  expect(userToken({ id, fingerprint, provenByHandshake: false })).toEqual({ ...ofUser, crt: thumbprint });
});

test('a certificate whose key the handshake proved binds the token (RFC 8705 section 3.1)', () => {
  const bound = { crt: thumbprint, cnf: { 'x5t#S256': thumbprint } };
  expect(clientToken({ id, fingerprint, notAfterMs: 0, provenByHandshake: true })).toEqual({
    ...ofClient,
    ...bound,
  });
  expect(userToken({ id, fingerprint, provenByHandshake: true })).toEqual({ ...ofUser, ...bound });
});

const client = { accountId, clientId: 'loja', secretId: '9', certificate: null } as ClientIdentity;

test.each<[string, ContractClaims]>([
  ['an account', { sub: '7', client_id: 'loja', account: '1007' }],
  ['an account in sub', { sub: '8', client_id: 'loja' }],
  ['a client', { sub: '7', client_id: 'another' }],
  ['a client under its other name', { sub: '7', client_id: 'loja', clientId: 'another' }],
  ['no client', { sub: '7' }],
])('a contract whose claims name %s that is not the client of the grant issues nothing', (_name, claims) => {
  expect(() => claimsFor({ ...decided, claims, client }, tokenId)).toThrow('internal');
});

/** A contract's claims as only a type assertion, or JavaScript, could make them. */
const claimsThatOverride = (certificate: ClientIdentity['certificate']) =>
  claimsFor(
    {
      ...decided,
      claims: {
        sub: '7',
        client_id: 'loja',
        ...Object.fromEntries(reservedClaims.map((name) => [name, 'forged'])),
      },
      client: { accountId, clientId: 'loja', secretId: '9', certificate } as ClientIdentity,
    },
    tokenId,
  );

test('a contract overrides none of the claims that a token is worth something by', () => {
  expect(claimsThatOverride(null)).toEqual(ofClient);
  expect(Object.keys(claimsThatOverride(null))).toEqual(Object.keys(clientToken(null)));
});

test('a contract binds no token to a certificate that was not proven', () => {
  const presented = { id, fingerprint, notAfterMs: 0, provenByHandshake: false };
  expect(claimsThatOverride(presented)).toEqual({ ...ofClient, crt: thumbprint });
});

test('a contract may not even name such a claim', () => {
  // @ts-expect-error: `iss` is registered
  const issuer: ContractClaims = { sub: '7', iss: 'https://elsewhere.example' };
  // @ts-expect-error: `exp` is registered
  const end: ContractClaims = { sub: '7', exp: 4_000_000_000 };
  // @ts-expect-error: `cnf` is registered
  const binding: ContractClaims = { sub: '7', cnf: { 'x5t#S256': 'x' } };
  for (const claims of [issuer, end, binding]) expect(withoutReserved(claims)).toEqual({ sub: '7' });
});

test('a claim of a contract may be any JSON', () => {
  const claims: ContractClaims = {
    ...{ sub: '7', client_id: 'loja' },
    ...{ amr: ['mtls', 'secret'], level: 2, address: { country: 'BR' } },
  };
  const grant = { ...decided, claims, client };
  expect(claimsFor(grant, tokenId)).toEqual({ ...ofGrant, ...claims, sec: '9' });
});
