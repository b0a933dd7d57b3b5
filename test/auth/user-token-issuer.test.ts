import { decodeProtectedHeader, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { type ContractSettings, defaultClaims } from '../../src/auth/grant-policy.js';
import { PasswordChecker } from '../../src/auth/password-checker.js';
import { UserAuthenticator } from '../../src/auth/user-authenticator.js';
import { UserGrantPolicy } from '../../src/auth/user-grant-policy.js';
import { UserTokenIssuer } from '../../src/auth/user-token-issuer.js';
import { Secret } from '../../src/core/credentials/secret.js';
import type { RealmUserSnapshot } from '../../src/core/realm/realm-user-snapshot.js';
import { UserIssuanceRecorder } from '../../src/core/realm/user-issuance-recorder.js';
import type { UserTokenRequest } from '../../src/core/realm/user-token-request.js';
import { UuidTokenIdGenerator } from '../../src/crypto/tokens/uuid-token-id-generator.js';
import { info, nowMs, presented } from '../core/eligible-client.js';
import { family, familyId, loginBinding, user, userSnapshot } from '../core/eligible-user.js';
import {
  BudgetInMemory,
  FamiliesInMemory,
  generator,
  makeSigner,
  reasonOf,
  RecordedVerifier,
  refreshTokens,
  requestSource,
  UpgradesInMemory,
  UsersInMemory,
} from './parts.js';

type Record = Parameters<UserIssuanceRecorder['record']>;

/** `outcomes`: whether each record is committed. */
class UserIssuancesInMemory extends UserIssuanceRecorder {
  readonly records: Record[] = [];

  constructor(
    private readonly outcomes: readonly boolean[],
    private readonly steps: string[],
  ) {
    super();
  }

  record = (...record: Record): Promise<boolean> => {
    this.steps.push('record');
    const outcome = this.outcomes[this.records.length] ?? false;
    this.records.push(record);
    return Promise.resolve(outcome);
  };
}

const password = new Secret('correct horse battery');
const known = { ...user, digest: await generator.digestCustom(password), accountScopes: ['pix:read'] };
const letIn: RealmUserSnapshot = {
  ...userSnapshot,
  user: known,
  family: { ...family, scopes: ['pix:read'] },
};
const alone = { source: requestSource, certificate: null, scopes: null };
const login: UserTokenRequest = { ...alone, grantType: 'password', username: 'ana', password };
const refreshOf = (generation: number): UserTokenRequest => ({
  ...alone,
  grantType: 'refresh_token',
  refreshToken: new Secret(
    refreshTokens.make(
      { familyId, generation },
      refreshTokens.digestLogin({ ...loginBinding, scopes: ['pix:read'] }),
    ),
  ),
});
const realmTerms = { clientId: 'app', familySeconds: 3600, reuseGraceSeconds: 10 };
const realm: ContractSettings = {
  algorithm: 'RS256',
  algorithms: ['RS256'],
  typs: ['at+jwt'],
  audience: 'api',
  lifetimeSeconds: 300,
  claims: defaultClaims,
};

const issue = async (request: UserTokenRequest, outcomes: readonly boolean[] = [true], answer = letIn) => {
  const steps: string[] = [];
  const { signer, ring } = await makeSigner(steps);
  const users = new UserAuthenticator(
    new UsersInMemory(answer, steps),
    new PasswordChecker(new RecordedVerifier(steps), new UpgradesInMemory()),
    refreshTokens,
    new FamiliesInMemory(),
    realmTerms,
  );
  const policy = new UserGrantPolicy(
    { issuer: 'https://auth.example.com', contracts: { realm } },
    realmTerms,
    new BudgetInMemory(),
  );
  const log = new UserIssuancesInMemory(outcomes, steps);
  const ids = new UuidTokenIdGenerator();
  const issuer = new UserTokenIssuer(users, policy, ids, signer, log, refreshTokens);
  return { issued: issuer.issue(request), steps, ring, log };
};

test('a login is recorded, then answered with a token and the first refresh token of a new login', async () => {
  const { issued, steps, ring, log } = await issue(login);
  const { id, grant, accessToken, refreshToken } = await issued;
  expect(steps).toEqual(['read', 'compare', 'record']);
  expect(refreshTokens.read(new Secret(refreshToken))).toEqual({
    ...{ familyId: grant.familyId, generation: 1 },
    loginDigest: refreshTokens.digestLogin({ ...loginBinding, scopes: grant.scopes }),
  });
  expect(grant.familyId).not.toBe(familyId);

  const { kid } = decodeProtectedHeader(accessToken);
  const { key } = ring.verifying(String(kid)) ?? ring.active('RS256');
  const { payload } = await jwtVerify(accessToken, key, { currentDate: new Date(nowMs), typ: 'at+jwt' });
  expect(payload).toMatchObject({ jti: id, sub: user.id, session_state: grant.familyId, scope: 'pix:read' });
  expect(log.records).toEqual([[{ id, kid }, grant, { source: requestSource, settings: realmTerms }]]);
});

test('two logins of one user are two families', async () => {
  const [one, other] = await Promise.all([issue(login), issue(login)]);
  expect((await one.issued).grant.familyId).not.toBe((await other.issued).grant.familyId);
});

test.each([
  ['a refresh token gives the next one of its login', 5, 6],
  ['a used refresh token within the grace gives the successor that got lost', 4, 5],
])('%s', async (_name, presentedGeneration, next) => {
  const { issued, steps } = await issue(refreshOf(presentedGeneration));
  const { grant, refreshToken } = await issued;
  expect(refreshTokens.read(new Secret(refreshToken))).toEqual({
    ...{ familyId, generation: next },
    loginDigest: refreshTokens.digestLogin({ ...loginBinding, scopes: ['pix:read'] }),
  });
  expect(grant.user.family).toMatchObject({ generation: presentedGeneration });
  expect(steps).toEqual(['read', 'record']);
});

test('a record that is turned down leaves no token: user and keys are read again', async () => {
  const { issued, steps, log } = await issue(login, [false, true]);
  const { id } = await issued;
  expect(steps).toEqual(['read', 'compare', 'record', 'read keys', 'read', 'compare', 'record']);
  expect(log.records[1]?.[0].id).toBe(id);
  expect(log.records[0]?.[0].id).not.toBe(id);
});

test('a record that is turned down twice is refused', async () => {
  const { issued } = await issue(login, [false, false]);
  expect(await reasonOf(issued)).toMatchObject({ reason: 'changed_meanwhile', subject: { clientId: null } });
});

test('a refusal names the account and the certificate, and no client: users have none of their own', async () => {
  const disabled = { ...letIn, user: { ...known, status: 'disabled' } as const };
  const { issued, steps } = await issue({ ...login, certificate: presented }, [true], disabled);
  expect(await reasonOf(issued)).toMatchObject({
    reason: 'user_disabled',
    subject: { clientId: null, accountId: user.accountId, certificate: info },
  });
  expect(steps).toEqual(['read', 'compare']);
});

test('scopes are decided after the user is authenticated: a wrong password learns nothing of them', async () => {
  const wider = { ...login, scopes: ['admin:write'] };
  const right = await issue(wider);
  expect(await reasonOf(right.issued)).toMatchObject({ reason: 'scope_not_allowed' });
  expect(right.log.records).toEqual([]);
  const wrong = await issue({ ...wider, password: new Secret('wrong horse battery') });
  expect(await reasonOf(wrong.issued)).toMatchObject({ reason: 'wrong_password', publicDetail: {} });
});
