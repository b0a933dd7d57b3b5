import { expect, test } from 'vitest';
import { thumbprintOf } from '../../src/core/certificates/certificate.js';
import {
  accountIdFrom,
  clientIdFrom,
  familyIdFrom,
  fingerprintFrom,
  secretIdFrom,
  tokenIdFrom,
} from '../../src/core/shared/ids.js';
import {
  isRevoked,
  type KnownRevocations,
  ofAccount,
  ofCertificate,
  ofCredential,
  ofLink,
  ofSecret,
  ofToken,
  type RevocableToken,
  type Revocation,
} from '../../src/core/tokens/revocation.js';

const accountId = accountIdFrom('7');
const clientId = clientIdFrom('loja');
const secretId = secretIdFrom('9');
const familyId = familyIdFrom('0199f1de-7d4f-7abc-8def-00000000000f');
const certificate = fingerprintFrom('ab'.repeat(32));
const other = fingerprintFrom('cd'.repeat(32));
const otherAccount = accountIdFrom('8');
if (!accountId || !otherAccount || !clientId || !secretId || !familyId || !certificate || !other)
  throw new Error('the fixtures are not ids');
const id = tokenIdFrom('0199f1de-7d4f-7abc-8def-000000000001');

const clientToken: RevocableToken = {
  id,
  accountId,
  clientId,
  secretId,
  familyId: null,
  session: null,
  certificateAtIssue: certificate,
};
const userToken: RevocableToken = { ...clientToken, secretId: null, familyId };

/** One fact that took effect at this time; the others never did. */
const oneFact = (revocation: Revocation, atMs: number): KnownRevocations => ({
  refresh: () => Promise.resolve(),
  isFresh: () => true,
  effectiveAtMs: ({ kind, subject }) =>
    kind === revocation.kind && subject === revocation.subject ? atMs : null,
});
const ends = (revocation: Revocation, token: RevocableToken): boolean =>
  isRevoked(token, 1000, oneFact(revocation, 1_000_000));

test.each<[string, Revocation]>([
  ['itself', ofToken(id)],
  ['its secret', ofSecret(secretId)],
  ['its credential', ofCredential(clientId)],
  ['its account', ofAccount(accountId)],
  ['its certificate', ofCertificate(certificate)],
  ['the link of its account to its certificate', ofLink(accountId, certificate)],
])("a client's token ends with %s", (_name, revocation) => {
  expect(ends(revocation, clientToken)).toBe(true);
});

test('a renewed token ends with the token of the sign-in, and another token does not', () => {
  const signIn = tokenIdFrom('0199f1de-7d4f-7abc-8def-000000000002');
  expect(ends(ofToken(signIn), { ...clientToken, session: { id: signIn } })).toBe(true);
  expect(ends(ofToken(signIn), clientToken)).toBe(false);
});

test.each<[string, Revocation]>([
  ['another certificate', ofCertificate(other)],
  ['the link of another account', ofLink(otherAccount, certificate)],
  ['another account', ofAccount(otherAccount)],
  ['a login', { kind: 'refresh-family', subject: familyId }],
  ['a token named as its account is', { kind: 'token', subject: accountId }],
])("a client's token does not end with %s", (_name, revocation) => {
  expect(ends(revocation, clientToken)).toBe(false);
});

test('a token that came without a certificate does not end with one', () => {
  const without = { ...clientToken, certificateAtIssue: null };
  expect(ends(ofCertificate(certificate), without)).toBe(false);
  expect(ends(ofLink(accountId, certificate), without)).toBe(false);
});

test("a user's token ends with its login, and not with a credential of the same client id", () => {
  expect(ends({ kind: 'refresh-family', subject: familyId }, userToken)).toBe(true);
  expect(ends(ofCredential(clientId), userToken)).toBe(false);
  expect(ends(ofAccount(accountId), userToken)).toBe(true);
});

test("the fact's own second is ended as a whole, the next one is not", () => {
  const revocations = oneFact(ofToken(id), 1_000_001);
  expect(isRevoked(clientToken, 999, revocations)).toBe(true);
  expect(isRevoked(clientToken, 1000, revocations)).toBe(true);
  expect(isRevoked(clientToken, 1001, revocations)).toBe(false);
  expect(isRevoked(clientToken, 1000, oneFact(ofToken(id), 999_999))).toBe(false);
});

test('the subject of a revocation is what the claims of a token say', () => {
  expect(ofCertificate(certificate)).toEqual({ kind: 'certificate', subject: thumbprintOf(certificate) });
  expect(ofLink(accountId, certificate)).toEqual({
    kind: 'account-and-certificate',
    subject: `7:${certificate}`,
  });
});
