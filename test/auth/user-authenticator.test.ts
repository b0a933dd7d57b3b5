import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { PasswordChecker } from '../../src/auth/password-checker.js';
import { UserAuthenticator } from '../../src/auth/user-authenticator.js';
import type { PresentedCertificate } from '../../src/core/certificates/certificate.js';
import { Secret } from '../../src/core/credentials/secret.js';
import type { RealmUserSnapshot, SnapshotRealmUser } from '../../src/core/realm/realm-user-snapshot.js';
import type { LoginBinding } from '../../src/core/realm/refresh-tokens.js';
import type {
  LoginRequest,
  RefreshRequest,
  UserTokenRequest,
} from '../../src/core/realm/user-token-request.js';
import { Refusal } from '../../src/core/refusals/refusal.js';
import { certificateId, fingerprint, info, nowMs, presented } from '../core/eligible-client.js';
import { family, familyId, loginBinding, user, userSnapshot } from '../core/eligible-user.js';
import {
  FamiliesInMemory,
  generator,
  generatorBefore,
  reasonOf,
  RecordedVerifier,
  refreshTokens,
  requestSource,
  UpgradesInMemory,
  UsersInMemory,
} from './parts.js';

const password = new Secret('correct horse battery');
const digest = await generator.digestCustom(password);
const alone = { source: requestSource, certificate: null, scopes: null };
const login: LoginRequest = { ...alone, grantType: 'password', username: 'ana', password };
const refreshOf = (generation: number, facts: Partial<LoginBinding> = {}): RefreshRequest => ({
  ...alone,
  grantType: 'refresh_token',
  refreshToken: new Secret(
    refreshTokens.make(
      { familyId, generation },
      refreshTokens.digestLogin({ ...loginBinding, scopes: ['pix:read'], ...facts }),
    ),
  ),
});

const withUser = (changes: Partial<SnapshotRealmUser> = {}): RealmUserSnapshot => ({
  ...userSnapshot,
  user: { ...user, digest, accountScopes: ['pix:read', 'pix:write'], ...changes },
});
const withFamily = (changes: Partial<typeof family> = {}): RealmUserSnapshot => ({
  ...withUser(),
  family: { ...family, scopes: ['pix:read'], ...changes },
});

const ask = (request: UserTokenRequest, answer = withUser(), failure: Error | null = null) => {
  const steps: string[] = [];
  const parts = {
    users: new UsersInMemory(answer, steps),
    verifier: new RecordedVerifier(steps),
    upgrader: new UpgradesInMemory(),
    families: new FamiliesInMemory(failure),
  };
  const passwords = new PasswordChecker(parts.verifier, parts.upgrader);
  const settings = { reuseGraceSeconds: 10 };
  const users = new UserAuthenticator(parts.users, passwords, refreshTokens, parts.families, settings);
  return { asked: users.authenticate(request), steps, ...parts };
};
const refusalOf = async (...of: Parameters<typeof ask>): Promise<Refusal> =>
  Refusal.from(await reasonOf(ask(...of).asked));

test('a user with the right password is who the database says, and begins a login', async () => {
  const { asked, users, verifier, steps } = ask(login, { ...withUser(), family: null });
  expect((await asked).identity).toEqual({
    nowMs,
    userId: user.id,
    passwordSetAtMicros: '0',
    accountId: user.accountId,
    accountVersion: 1,
    scopes: ['pix:read', 'pix:write'],
    notBeforeMs: null,
    family: null,
    certificate: null,
  });
  expect(users.queries).toEqual([{ key: 'ana', fingerprint: null, address: '192.0.2.7' }]);
  expect(steps).toEqual(['read', 'compare']);
  expect(verifier.checks).toMatchObject([{ mayRespondEarly: true }]);
});

test.each<[string, PresentedCertificate['presentation'], boolean]>([
  ['the handshake', { way: 'handshake', sslClientVerify: 'SUCCESS' }, true],
  ['a header', { way: 'header' }, false],
])('a certificate in %s goes into the identity, with what it proves', async (_name, presentation, proven) => {
  const { asked, users, verifier } = ask({ ...login, certificate: { info, presentation } });
  expect((await asked).identity.certificate).toEqual({
    id: certificateId,
    fingerprint,
    provenByHandshake: proven,
  });
  expect(users.queries).toMatchObject([{ fingerprint }]);
  // The certificate is linked to the user's account, and what proves that is the handshake.
  expect(verifier.checks[0]?.quotaKey).toEqual({
    queue: 'merchants',
    ...(proven
      ? { hashClass: 'linked', quotaOwner: `account ${user.accountId}` }
      : { hashClass: 'user', quotaOwner: 'address 192.0.2.7' }),
  });
});

test('for a name that no user has the password is compared all the same, and is no wrong one', async () => {
  for (const username of ['ana', null]) {
    const { asked, verifier, users } = ask({ ...login, username }, { ...userSnapshot, user: null });
    expect(await reasonOf(asked)).toMatchObject({
      reason: 'unknown_user',
      alsoAgainst: [],
      subject: { accountId: null },
    });
    expect(users.queries).toMatchObject([{ key: username }]);
    expect(verifier.checks).toMatchObject([{ digests: [], mayRespondEarly: false }]);
  }
});

test('a wrong password comes before every other finding, and the refusal names the account', async () => {
  const refusal = await refusalOf(
    { ...login, password: new Secret('wrong horse battery') },
    withUser({ status: 'disabled', networkAllowed: false }),
  );
  expect(refusal).toMatchObject({
    reason: 'wrong_password',
    alsoAgainst: ['user_disabled', 'network_not_allowed'],
    subject: { accountId: user.accountId },
  });
});

test('whatever else is wrong, the password is compared, and a match answers no sooner', async () => {
  const { asked, verifier } = ask(login, withUser({ status: 'disabled' }));
  expect(await reasonOf(asked)).toMatchObject({ reason: 'user_disabled', alsoAgainst: [] });
  expect(verifier.checks).toMatchObject([{ digests: [digest], mayRespondEarly: false }]);
});

test('a certificate that is refused refuses the login, although none was needed', async () => {
  const untrusted = { info, presentation: { way: 'handshake', sslClientVerify: 'NONE' } } as const;
  expect(await refusalOf({ ...login, certificate: untrusted })).toMatchObject({
    reason: 'certificate_untrusted',
  });
});

test('an outdated digest is renewed for a user who was let in, and for no one who was refused', async () => {
  const before = await generatorBefore.digestCustom(password);
  const letIn = ask(login, withUser({ digest: before }));
  await letIn.asked;
  await expect.poll(() => letIn.upgrader.upgrades).toHaveLength(1);
  expect(letIn.upgrader.upgrades).toMatchObject([{ of: { kind: 'user', id: user.id }, from: before }]);

  const refused = ask(login, withUser({ digest: before, status: 'disabled' }));
  await reasonOf(refused.asked);
  await setTimeout(100);
  expect(refused.upgrader.upgrades).toEqual([]);
});

test('a refresh continues its login, with the scopes of the login', async () => {
  const { asked, users, steps } = ask(refreshOf(5), withFamily());
  expect((await asked).identity).toMatchObject({
    scopes: ['pix:read'],
    family: { id: familyId, generation: 5, expiresAtMs: family.expiresAtMs },
  });
  expect(users.queries).toEqual([{ key: familyId, fingerprint: null, address: '192.0.2.7' }]);
  expect(steps).toEqual(['read']);
});

test('a refresh token that the gateway did not make is refused before the database is asked', async () => {
  const { asked, steps } = ask({ ...refreshOf(5), refreshToken: new Secret('ptr_no-token-of-ours') });
  expect(await reasonOf(asked)).toMatchObject({ reason: 'refresh_token_unknown' });
  expect(steps).toEqual([]);
});

test('a login that was ended is not continued, and the refusal names the account', async () => {
  expect(await refusalOf(refreshOf(5), withFamily({ revoked: 'revoked' }))).toMatchObject({
    reason: 'refresh_token_revoked',
    subject: { accountId: user.accountId },
  });
  expect(await refusalOf(refreshOf(5), { ...userSnapshot, user: null, family: null })).toMatchObject({
    reason: 'refresh_token_expired',
    subject: { accountId: null },
  });
});

test('a used refresh token that comes again ends its login', async () => {
  const { asked, families } = ask(refreshOf(3), withFamily());
  expect(await reasonOf(asked)).toMatchObject({ reason: 'refresh_token_reused' });
  expect(families.ended).toEqual([{ family: familyId, source: requestSource }]);
});

test('a used refresh token that could not have been used ends no login: it would log out its owner', async () => {
  const elsewhere = { ...withFamily(), user: { ...user, networkAllowed: false } };
  const { asked, families } = ask(refreshOf(3), elsewhere);
  expect(await reasonOf(asked)).toMatchObject({
    reason: 'refresh_token_reused',
    alsoAgainst: ['network_not_allowed'],
  });
  expect(families.ended).toEqual([]);
});

test('a used refresh token within the grace ends no login', async () => {
  const { asked, families } = ask(refreshOf(4), withFamily());
  expect((await asked).identity.family).toMatchObject({ generation: 4 });
  expect(families.ended).toEqual([]);
});

test('a login that cannot be ended is no answer: the client tries again', async () => {
  const away = new Refusal('unavailable', 'the database is away');
  expect(await refusalOf(refreshOf(3), withFamily(), away)).toMatchObject({ reason: 'unavailable' });
});

test('a login that began with a certificate is continued with a certificate of the handshake only', async () => {
  const bound = withFamily({ certificateId });
  expect(await refusalOf(refreshOf(5, { certificateId }), bound)).toMatchObject({
    reason: 'certificate_required',
  });
  const { asked } = ask({ ...refreshOf(5, { certificateId }), certificate: presented }, bound);
  expect((await asked).identity.certificate).toMatchObject({ fingerprint, provenByHandshake: true });
});

test('a token of another login is no reuse of this one, and gets nothing', async () => {
  for (const generation of [3, 5]) {
    const of = refreshOf(generation, { scopes: ['pix:read', 'pix:write'] });
    const { asked, families } = ask(of, withFamily());
    expect(await reasonOf(asked)).toMatchObject({ reason: 'refresh_token_unknown' });
    expect(families.ended).toEqual([]);
  }
});
