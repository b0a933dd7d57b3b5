import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { PresentedCertificate } from '../../src/core/certificates/certificate.js';
import type { RealmUserSnapshot } from '../../src/core/realm/realm-user-snapshot.js';
import { loginFindings, refreshFindings } from '../../src/core/realm/user-eligibility.js';
import type { UserIdentity } from '../../src/core/realm/user-grant.js';
import { scopesOfUser } from '../../src/core/realm/user-scopes.js';
import {
  type AccountId,
  type CertificateId,
  type FamilyId,
  type Fingerprint,
  fingerprintFrom,
  makeFamilyId,
  type RealmUserId,
  type RequestId,
  tokenIdFrom,
} from '../../src/core/shared/ids.js';
import { UuidTokenIdGenerator } from '../../src/crypto/tokens/uuid-token-id-generator.js';
import { Database } from '../../src/storage/database.js';
import { LastUseRecorder } from '../../src/storage/hot-path/last-use-recorder.js';
import { PostgresRealmUserSnapshotReader } from '../../src/storage/hot-path/postgres-realm-user-snapshot-reader.js';
import { PostgresUserIssuanceRecorder } from '../../src/storage/hot-path/postgres-user-issuance-recorder.js';
import { RecordHealth } from '../../src/storage/hot-path/record-health.js';
import { UserStatementLimiter } from '../../src/storage/hot-path/user-statement-limiter.js';
import { afterFile } from '../support/cleanup.js';
import { sharedApp, type TestApp } from '../support/test-app.js';

/**
 * `record_user_issuance` repeats a part of `core/realm/user-eligibility`: compared on generated states,
 * through the store and the log that the product uses.
 */
let app: TestApp;
let store: PostgresRealmUserSnapshotReader;
let issuances: PostgresUserIssuanceRecorder;
let kid: string;
beforeAll(async () => {
  app = await sharedApp();
  kid =
    (await app.database.sql<{ kid: string }>(`SELECT kid FROM signing_key_ring WHERE state = 'active'`))[0]
      ?.kid ?? '';
  const database = new Database(app.config.database);
  const lastUseRecorder = new LastUseRecorder(database, {
    failed: () => undefined,
    worked: () => undefined,
  });
  afterFile(async () => {
    await lastUseRecorder.close();
    await database.close();
  });
  const limiter = new UserStatementLimiter(() => performance.now());
  store = new PostgresRealmUserSnapshotReader(database, limiter);
  const health = new RecordHealth(database, () => performance.now());
  issuances = new PostgresUserIssuanceRecorder(database, lastUseRecorder, limiter, health);
});

const dayMs = 24 * 60 * 60 * 1000;
const settings = { familySeconds: 3600, reuseGraceSeconds: 60 };
const source = { listener: 'tls', address: '192.0.2.7', requestId: 'ab'.repeat(16) as RequestId } as const;
const generation = 5;

/** Mostly as it should be, so that a state with nothing or one thing wrong is frequent. */
const mostly = <T>(good: T, ...bad: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: fc.constantFrom(...bad) });

const scopes = ['pix:read', 'pix:write', 'balance:read'];

const states = fc.record({
  kind: mostly<'operator' | 'merchant'>('merchant', 'operator'),
  accountStatus: mostly('active', 'suspended'),
  networks: mostly<string[]>([], ['192.0.2.0/24'], ['203.0.113.0/24']),
  userStatus: mostly('active', 'disabled'),
  accountScopes: fc.subarray(scopes),
  userScopes: fc.option(fc.subarray(scopes)),
  presentsCertificate: fc.boolean(),
  linked: mostly<'linked' | 'unlinked' | 'never'>('linked', 'unlinked', 'never'),
  certificateRevoked: mostly(false, true),
  certificateEndsInDays: mostly(365, -1),
  family: fc.record({
    exists: mostly(true, false),
    bound: fc.boolean(),
    scopes: fc.subarray(scopes),
    revoked: mostly(false, true),
    passwordSetSince: mostly(false, true),
    endsInDays: mostly(3, -1),
    rotatedSecondsAgo: fc.constantFrom(5, 1000),
    /** Of the refresh token, counted from the family's. */
    behind: mostly(0, 1, 2, -1),
  }),
});
type State = typeof states extends fc.Arbitrary<infer T> ? T : never;

interface Made {
  readonly account: { readonly id: AccountId; readonly version: number };
  readonly user: { readonly id: RealmUserId; readonly username: string; readonly micros: string };
  readonly certificate: { readonly id: CertificateId; readonly presented: PresentedCertificate };
  readonly familyId: FamilyId;
}

const rowOf = async <Row>(text: string, values: unknown[]): Promise<Row> => {
  const [row] = await app.database.sql<Row & object>(text, values);
  if (!row) throw new Error('nothing was inserted');
  return row;
};

/** A login's id has its time: none of another time is recorded. */
const tokenIds = new UuidTokenIdGenerator();

const makeCertificate = async (state: State, accountId: string): Promise<Made['certificate']> => {
  const fingerprint = fingerprintFrom(randomBytes(32).toString('hex')) as Fingerprint;
  const [notBefore, notAfter] = [
    new Date(Date.now() - 9 * dayMs),
    new Date(Date.now() + state.certificateEndsInDays * dayMs),
  ];
  const { id } = await rowOf<{ id: CertificateId }>(
    `INSERT INTO certificate (fingerprint, pem, subject, issuer, serial, key_type, not_before, not_after, revoked_at)
     VALUES ($1, '', 'CN=user', 'CN=ca', '01', 'P-256', $2, $3, CASE WHEN $4 THEN clock_timestamp() END) RETURNING id`,
    [Buffer.from(fingerprint, 'hex'), notBefore, notAfter, state.certificateRevoked],
  );
  if (state.linked !== 'never')
    await app.database.sql(
      `INSERT INTO account_certificate (account_id, certificate_id, unlinked_at)
       VALUES ($1, $2, CASE WHEN $3 THEN clock_timestamp() END)`,
      [accountId, id, state.linked === 'unlinked'],
    );
  const info = {
    ...{ fingerprint, subject: 'CN=user', issuer: 'CN=ca', serialNumber: '01', notBefore, notAfter },
    ...{ key: { name: 'P-256', strong: true }, extendedKeyUsage: null, isCa: false, taxId: null },
  };
  return { id, presented: { info, presentation: { way: 'handshake', sslClientVerify: 'SUCCESS' } } };
};

const makeFamily = async ({ family }: State, { account, user, certificate, familyId }: Made) => {
  if (!family.exists) return;
  await app.database.sql(
    `INSERT INTO refresh_family (id, resource_owner_id, account_id, certificate_id, scopes, generation, password_set_at,
       created_at, rotated_at, expires_at, revoked_at, revoked_reason)
     SELECT $1, u.id, $2, $3, $10, $4, u.password_set_at - CASE WHEN $5 THEN interval '1 day' ELSE interval '0' END,
       clock_timestamp(), clock_timestamp() - $6 * interval '1 second', clock_timestamp() + $7 * interval '1 day',
       CASE WHEN $8 THEN clock_timestamp() END, CASE WHEN $8 THEN 'revoked' END
     FROM resource_owner u WHERE u.id = $9`,
    [
      ...[familyId, account.id, family.bound ? certificate.id : null, generation, family.passwordSetSince],
      ...[family.rotatedSecondsAgo, family.endsInDays, family.revoked, user.id],
      family.scopes,
    ],
  );
};

const make = async (state: State): Promise<Made> => {
  const account = await rowOf<Made['account']>(
    `INSERT INTO account (name, tax_id, kind, status, scopes, networks)
     VALUES ('generated', '11222333000181', $1, $2, $4, $3) RETURNING id, version`,
    [state.kind, state.accountStatus, state.networks, state.accountScopes],
  );
  const user = await rowOf<Made['user']>(
    `INSERT INTO resource_owner (account_id, username, digest, status, scopes) VALUES ($1, $2, 'none', $3, $4)
     RETURNING id, username, (extract(epoch FROM password_set_at) * 1000000)::bigint::text AS micros`,
    [account.id, `user-${randomBytes(8).toString('hex')}`, state.userStatus, state.userScopes],
  );
  const certificate = await makeCertificate(state, account.id);
  const made = { account, user, certificate, familyId: makeFamilyId(tokenIds.generate(Date.now())) };
  await makeFamily(state, made);
  return made;
};

const isRecorded = (state: State, made: Made, isRefresh: boolean, { nowMs }: RealmUserSnapshot) => {
  const { account, user, certificate, familyId } = made;
  const fingerprint = certificate.presented.info.fingerprint;
  const identity: UserIdentity = {
    ...{ nowMs, userId: user.id, passwordSetAtMicros: user.micros },
    ...{ accountId: account.id, accountVersion: account.version, scopes: [], notBeforeMs: null },
    family: isRefresh
      ? { id: familyId, generation: generation - state.family.behind, expiresAtMs: nowMs, loginDigest: '' }
      : null,
    certificate: state.presentsCertificate
      ? { id: certificate.id, fingerprint, provenByHandshake: true }
      : null,
  };
  const grant = {
    ...{
      user: identity,
      familyId,
      clientId: 'generated',
      issuer: 'https://auth.example.com',
      audience: 'api',
    },
    kind: { algorithm: 'RS256', typ: 'at+jwt' } as const,
    ...{
      scopes: [],
      issuedAtSeconds: Math.floor(nowMs / 1000),
      lifetimeSeconds: 60,
      familyExpiresAtMs: nowMs,
    },
  };
  return issuances.record({ id: tokenIdFrom(randomUUID()), kid }, grant, { source, settings });
};

const question = (state: State, { certificate }: Made) => ({
  fingerprint: state.presentsCertificate ? certificate.presented.info.fingerprint : null,
  address: source.address,
});
const certificateIn = (state: State, { certificate }: Made) =>
  state.presentsCertificate ? certificate.presented : null;

/** What the record does not ask again: it depends on the request alone, or ends by itself. */
const notAskedAgain = new Set(['network_not_allowed', 'certificate_expired']);
const speakAgainst = (findings: readonly { readonly reason: string }[]): boolean =>
  findings.some(({ reason }) => !notAskedAgain.has(reason));

test("a login's token is recorded exactly when nothing that it uses was taken away", async () => {
  const seen = new Set<boolean>();
  await fc.assert(
    fc.asyncProperty(states, async (state) => {
      const made = await make({ ...state, family: { ...state.family, exists: false } });
      const snapshot = await store.byUsername(made.user.username, question(state, made));
      const findings = loginFindings({ source, certificate: certificateIn(state, made) }, snapshot);
      const recorded = await isRecorded(state, made, false, snapshot);
      seen.add(recorded);
      expect(recorded).toBe(!speakAgainst(findings));
    }),
    { numRuns: 100 },
  );
  expect(seen.size).toBe(2);
}, 120_000);

test("a refresh's token is recorded exactly when neither user, certificate nor family speak against it", async () => {
  const seen = new Set<boolean>();
  await fc.assert(
    fc.asyncProperty(states, async (state) => {
      const made = await make(state);
      const position = { familyId: made.familyId, generation: generation - state.family.behind };
      const snapshot = await store.byFamily(made.familyId, question(state, made));
      const certificate = certificateIn(state, made);
      const { reuseGraceSeconds } = settings;
      const findings = refreshFindings({ source, certificate, position, reuseGraceSeconds }, snapshot);
      const recorded = await isRecorded(state, made, true, snapshot);
      seen.add(recorded);
      expect(recorded).toBe(!speakAgainst(findings));
    }),
    { numRuns: 200 },
  );
  expect(seen.size).toBe(2);
}, 120_000);

/** What the three lists have in common, as PostgreSQL says it. */
const commonScopes = `
  SELECT array(SELECT s FROM unnest(a.scopes) WITH ORDINALITY AS l (s, n)
               WHERE (u.scopes IS NULL OR s = ANY (u.scopes)) AND (f.id IS NULL OR s = ANY (f.scopes))
               ORDER BY n) AS scopes
  FROM resource_owner u JOIN account a ON a.id = u.account_id LEFT JOIN refresh_family f ON f.id = $2
  WHERE u.id = $1`;

test('the scopes are those that account, user and login have in common; an empty list is not all of them', async () => {
  await fc.assert(
    fc.asyncProperty(states, async (state) => {
      const made = await make(state);
      const [requested, { id, username }] = [question(state, made), made.user];
      const { user, family } = state.family.exists
        ? await store.byFamily(made.familyId, requested)
        : await store.byUsername(username, requested);
      expect(user?.userScopes).toEqual(state.userScopes);
      const expected = await rowOf<{ scopes: string[] }>(commonScopes, [id, made.familyId]);
      expect(user && scopesOfUser(user, family)).toEqual(expected.scopes);
    }),
    { numRuns: 100 },
  );
}, 120_000);
