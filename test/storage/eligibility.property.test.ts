import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { CertificateInfo } from '../../src/core/certificates/certificate.js';
import {
  type ClientId,
  type Fingerprint,
  fingerprintFrom,
  type SecretId,
} from '../../src/core/shared/ids.js';
import type { ClientSnapshot } from '../../src/core/tokens/client-snapshot.js';
import { eligibilityFindings } from '../../src/core/tokens/eligibility.js';
import { Database } from '../../src/storage/database.js';
import { PostgresClientSnapshotReader } from '../../src/storage/hot-path/postgres-client-snapshot-reader.js';
import { anyOperatorEligible } from '../../src/storage/repositories/eligible-operators.js';
import { afterFile } from '../support/cleanup.js';
import { startApp, type TestApp } from '../support/test-app.js';

/** SQL cannot call `core/tokens/eligibility`, so what it says again is compared with it, on states that chance makes. */
let app: TestApp;
let snapshots: PostgresClientSnapshotReader;
let kid: string;
beforeAll(async () => {
  app = await startApp();
  kid =
    (await app.database.sql<{ kid: string }>(`SELECT kid FROM signing_key_ring WHERE state = 'active'`))[0]
      ?.kid ?? '';
  const database = new Database(app.config.database);
  afterFile(() => database.close());
  snapshots = new PostgresClientSnapshotReader(database, app.config.database, () => performance.now());
});

const dayMs = 24 * 60 * 60 * 1000;
const taxId = '11222333000181';

/** Mostly as it should be, so that a state with nothing or one thing wrong is frequent. */
const mostly = <T>(good: T, ...bad: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: fc.constantFrom(...bad) });

const states = fc.record({
  kind: mostly<'operator' | 'merchant'>('operator', 'merchant'),
  accountStatus: mostly('active', 'suspended'),
  accountScopes: mostly(['admin:write'], ['admin:read']),
  networks: mostly<string[]>([], ['192.0.2.0/24'], ['203.0.113.0/24']),
  taxIdOnCertificate: mostly(false, true),
  credentialStatus: mostly('active', 'revoked'),
  credentialScopes: mostly<string[] | null>(null, ['admin:write'], ['admin:read']),
  credentialEndsInDays: mostly<number | null>(null, -1, 3, 30),
  contract: mostly<string | null>('avista', 'pix', null),
  secretRetired: mostly(false, true),
  secretEndsInDays: mostly<number | null>(null, -1, 3, 30),
  linked: mostly<'linked' | 'unlinked' | 'never'>('linked', 'unlinked', 'never'),
  certificateRevoked: mostly(false, true),
  certificateBeginsInDays: mostly(-10, 2),
  certificateEndsInDays: mostly(365, -1, 3, 30),
  certificateTaxId: mostly<string | null>(taxId, '99888777000166', null),
});
type State = typeof states extends fc.Arbitrary<infer T> ? T : never;

interface Made {
  readonly accountId: string;
  readonly clientId: ClientId;
  readonly credentialId: string;
  readonly secretId: SecretId;
  readonly certificateId: string;
  readonly info: CertificateInfo;
}

const one = async (text: string, values: unknown[]): Promise<string> => {
  const [row] = await app.database.sql<{ id: string }>(`${text} RETURNING id`, values);
  if (!row) throw new Error('nothing was inserted');
  return row.id;
};

const factsOf = async (state: State): Promise<CertificateInfo> => {
  const [row] = await app.database.sql<{ now: Date }>('SELECT clock_timestamp() AS now');
  const nowMs = row?.now.getTime() ?? 0;
  const fingerprint = fingerprintFrom(randomBytes(32).toString('hex')) as Fingerprint;
  return {
    ...{ fingerprint, subject: 'CN=operator', issuer: 'CN=ca', serialNumber: '01' },
    ...{ extendedKeyUsage: null, isCa: false, taxId: state.certificateTaxId },
    key: { name: 'P-256', strong: true },
    notBefore: new Date(nowMs + state.certificateBeginsInDays * dayMs),
    notAfter: new Date(nowMs + state.certificateEndsInDays * dayMs),
  };
};

const insertClient = async (state: State) => {
  const accountId = await one(
    `INSERT INTO account (name, tax_id, kind, status, scopes, networks, tax_id_on_certificate)
     VALUES ('generated', $1, $2, $3, $4, $5, $6)`,
    [taxId, state.kind, state.accountStatus, state.accountScopes, state.networks, state.taxIdOnCertificate],
  );
  const clientId = `generated-${randomBytes(8).toString('hex')}` as ClientId;
  const credentialId = await one(
    `INSERT INTO credential (account_id, client_id, status, scopes, expires_at)
     VALUES ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 day')`,
    [accountId, clientId, state.credentialStatus, state.credentialScopes, state.credentialEndsInDays],
  );
  if (state.contract !== null)
    await app.database.sql(
      'INSERT INTO credential_contract (credential_id, contract, policy) VALUES ($1, $2, $3)',
      [credentialId, state.contract, 'tls'],
    );
  const secretId = await one(
    `INSERT INTO credential_secret (credential_id, digest, expires_at, retired_at)
     VALUES ($1, 'none', clock_timestamp() + $2 * interval '1 day', CASE WHEN $3 THEN clock_timestamp() END)`,
    [credentialId, state.secretEndsInDays, state.secretRetired],
  );
  return { accountId, clientId, credentialId, secretId: secretId as SecretId };
};

const make = async (state: State): Promise<Made> => {
  const info = await factsOf(state);
  const client = await insertClient(state);
  const certificateId = await one(
    `INSERT INTO certificate (fingerprint, pem, subject, issuer, serial, key_type, not_before, not_after, tax_id, revoked_at)
     VALUES ($1, '', 'CN=operator', 'CN=ca', '01', 'P-256', $2, $3, $4, CASE WHEN $5 THEN clock_timestamp() END)`,
    [
      Buffer.from(info.fingerprint, 'hex'),
      info.notBefore,
      info.notAfter,
      info.taxId,
      state.certificateRevoked,
    ],
  );
  if (state.linked !== 'never')
    await app.database.sql(
      `INSERT INTO account_certificate (account_id, certificate_id, unlinked_at)
       VALUES ($1, $2, CASE WHEN $3 THEN clock_timestamp() END)`,
      [client.accountId, certificateId, state.linked === 'unlinked'],
    );
  return { ...client, certificateId, info };
};

const address = '192.0.2.7';

const lookUp = ({ clientId, info }: Made): Promise<ClientSnapshot> =>
  snapshots.read({ clientId, fingerprint: info.fingerprint, contract: 'avista', address });

const codesOf = ({ info, secretId }: Made, snapshot: ClientSnapshot, days = 0): string[] => {
  const certificate = { info, presentation: { way: 'handshake', sslClientVerify: 'SUCCESS' } } as const;
  const use = { contract: 'avista', source: { listener: 'admin', address }, certificate, secretId } as const;
  const then = { ...snapshot, nowMs: snapshot.nowMs + days * dayMs };
  return eligibilityFindings(use, then).map(({ reason }) => reason);
};

/** What a change takes away; what ends by itself, or depends on the request, was decided at the instant of issue. */
const withdrawn = new Set([
  'unknown_client',
  'wrong_secret',
  'account_suspended',
  'credential_revoked',
  'certificate_not_linked',
  'certificate_revoked',
]);

const isRecorded = async (made: Made): Promise<boolean> => {
  const rows = await app.database.sql(
    `SELECT FROM record_issuance(ARRAY[$1]::uuid[], ARRAY[clock_timestamp()], ARRAY[clock_timestamp() + interval '30 minutes'],
       ARRAY[$2]::bigint[], ARRAY[1], ARRAY[$3]::bigint[], ARRAY[$4]::bigint[], ARRAY[$5]::bigint[], ARRAY['avista'], ARRAY[''],
       ARRAY[NULL]::inet[], ARRAY['generated'], ARRAY[$6]::text[])`,
    [randomUUID(), made.accountId, made.credentialId, made.secretId, made.certificateId, kid],
  );
  return rows.length === 1;
};

test('the release before records a token exactly when nothing that it uses was taken away', async () => {
  const seen = new Set<boolean>();
  await fc.assert(
    fc.asyncProperty(states, async (state) => {
      const made = await make(state);
      const codes = codesOf(made, await lookUp(made));
      const recorded = await isRecorded(made);
      seen.add(recorded);
      expect(recorded).toBe(!codes.some((code) => withdrawn.has(code)));
    }),
    { numRuns: 150 },
  );
  expect(seen.size).toBe(2);
}, 300_000);

/** What the record judges besides the stamp, which stands for everything else that was read. */
const judged = new Set([
  'account_suspended',
  'network_not_allowed',
  'credential_expired',
  'secret_expired',
  'certificate_expired',
  'certificate_not_linked',
  'certificate_revoked',
]);

const isRecordedUnderStamp = async (made: Made, { client }: ClientSnapshot): Promise<boolean> => {
  const ends = [
    client?.credentialExpiresAtMs ?? Infinity,
    client?.secrets.find(({ id }) => id === made.secretId)?.expiresAtMs ?? Infinity,
    made.info.notAfter.getTime(),
  ];
  const rows = await app.database.sql(
    `SELECT FROM record_tokens(ARRAY[$1]::uuid[], ARRAY[date_trunc('second', clock_timestamp())],
       ARRAY[clock_timestamp() + interval '30 minutes'], ARRAY[$2]::timestamptz[], ARRAY[$3]::bigint[], ARRAY[$4]::uuid[],
       ARRAY[$5]::bigint[], ARRAY[$6]::bigint[], ARRAY[$7]::bytea[], ARRAY['avista'], ARRAY[''], ARRAY[$8]::inet[],
       ARRAY['generated'], ARRAY[$9]::text[], '3 seconds')`,
    [
      ...[randomUUID(), new Date(Math.min(...ends)), made.accountId, client?.stamp ?? null],
      ...[made.credentialId, made.secretId, Buffer.from(made.info.fingerprint, 'hex'), address, kid],
    ],
  );
  return rows.length === 1;
};

test('a token is recorded exactly when what the record judges holds, under the stamp that was read', async () => {
  const seen = new Set<boolean>();
  await fc.assert(
    fc.asyncProperty(states, async (state) => {
      const made = await make(state);
      const snapshot = await lookUp(made);
      const recorded = await isRecordedUnderStamp(made, snapshot);
      seen.add(recorded);
      // A certificate that is not yet valid, and has ended as well, is only said to be the first.
      const ended = snapshot.nowMs >= made.info.notAfter.getTime();
      expect(recorded).toBe(!ended && !codesOf(made, snapshot).some((code) => judged.has(code)));
      await app.database.sql(`UPDATE credential SET label = label || 'x' WHERE id = $1`, [made.credentialId]);
      expect(await isRecordedUnderStamp(made, snapshot)).toBe(false);
    }),
    { numRuns: 150 },
  );
  expect(seen.size).toBe(2);
}, 300_000);

const mayWrite = ({ client }: ClientSnapshot): boolean =>
  client !== null &&
  client.accountScopes.includes('admin:write') &&
  (client.credentialScopes?.includes('admin:write') ?? true);

test('an operator counts exactly when they could get a token with admin:write, now and to the end of the notice', async () => {
  const seen = new Set<boolean>();
  const days = fc.constantFrom(0, 7);
  // The question is whether there is any operator: those of other tests must not answer it.
  await app.database.sql(`UPDATE account SET status = 'suspended'`);
  await fc.assert(
    fc.asyncProperty(states, days, async (state, afterDays) => {
      const made = await make(state);
      const snapshot = await lookUp(made);
      const isEligible = [0, afterDays].every((later) => codesOf(made, snapshot, later).length === 0);
      const [row] = await app.database.sql<{ able: boolean }>(anyOperatorEligible, [[], address, afterDays]);
      // One at a time.
      await app.database.sql(`UPDATE account SET status = 'suspended' WHERE id = $1`, [made.accountId]);
      seen.add(row?.able === true);
      const isOperator = snapshot.client?.accountKind === 'operator';
      expect(row?.able).toBe(isOperator && isEligible && mayWrite(snapshot));
    }),
    { numRuns: 150 },
  );
  expect(seen.size).toBe(2);
}, 300_000);
