/**
 * A real, durable PostgreSQL with the product's schema and as many accounts as a row of the table
 * needs.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import getPort from 'get-port';
import pg from 'pg';
import { migrations } from '../../migrations/list.js';
import { Secret } from '../../src/core/credentials/secret.js';
import { X509Parser } from '../../src/crypto/certificates/x509-parser.js';
import { PepperedSecretGenerator } from '../../src/crypto/secrets/peppered-secrets.js';
import { Peppers } from '../../src/crypto/secrets/peppers.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import { type RunningPostgres, startPostgres } from '../../tools/stack/postgres-process.js';

/** The credentials of one client, as its program has them. */
export interface BenchClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface BenchDatabase {
  readonly appUrl: string;
  /** The superuser's. */
  readonly adminUrl: string;
  readonly version: string;
  readonly pid: number;
  /**
   * Opens accounts with one credential each, all linked to one certificate. `chosen`: with custom
   * secrets.
   */
  openAccounts(count: number, kind: 'made' | 'chosen', certificatePem: string): Promise<BenchClient[]>;
  /** Returns the number of committed records of issued tokens. */
  issuances(): Promise<number>;
  /** Returns whether the record of this token is committed. */
  hasIssuance(jti: string): Promise<boolean>;
  stop(): Promise<void>;
}

const owner = 'portaria_owner';
const application = 'portaria_login';
const say = (): void => undefined;
/**
 * As many connections as there are concurrent look-ups of records: a look-up that waits for another
 * tells nothing about the moment at which it was asked.
 */
const connectionsMax = 8;

export const startBenchDatabase = async (folder: string, pepper: Buffer): Promise<BenchDatabase> => {
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), port: await getPort(), say });
  try {
    return await withSchema(postgres, pepper);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
};

const withSchema = async (postgres: RunningPostgres, pepper: Buffer): Promise<BenchDatabase> => {
  const password = randomBytes(16).toString('hex');
  await once(postgres.url, [
    `CREATE ROLE ${owner} LOGIN CREATEROLE PASSWORD '${password}'`,
    `CREATE ROLE ${application} LOGIN PASSWORD '${password}'`,
    `CREATE DATABASE portaria OWNER ${owner}`,
  ]);
  const urlOf = (user: string): string => {
    const url = new URL(postgres.url);
    return Object.assign(url, { username: user, password, pathname: '/portaria' }).href;
  };
  await migrate(() => urlOf(owner), migrations, { waiting: say });
  await once(postgres.url, [`GRANT portaria_app TO ${application}`]);
  const pool = new pg.Pool({ connectionString: urlOf(owner), max: connectionsMax });
  const accounts = new BenchAccounts(pool, pepper);
  const one = async (sql: string, values: readonly string[] = []): Promise<string> => {
    const { rows } = await pool.query<{ value: string }>(sql, [...values]);
    return rows[0]?.value ?? '';
  };
  return {
    appUrl: urlOf(application),
    adminUrl: Object.assign(new URL(postgres.url), { pathname: '/portaria' }).href,
    version: await one(`SELECT split_part(current_setting('server_version'), ' ', 1) AS value`),
    pid: postgres.pid,
    openAccounts: (count, kind, pem) => accounts.open(count, kind, pem),
    issuances: async () => Number(await one('SELECT count(*) AS value FROM token_issuance')),
    hasIssuance: async (jti) =>
      (await one('SELECT count(*) AS value FROM token_issuance WHERE jti = $1', [jti])) === '1',
    stop: async () => {
      await pool.end();
      await postgres.stop();
    },
  };
};

const once = async (url: string, statements: readonly string[]): Promise<void> => {
  const client = new pg.Client(url);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
};

/** Writes accounts directly into the tables: a thousand of them in a second. */
class BenchAccounts {
  readonly #maker: PepperedSecretGenerator;

  constructor(
    private readonly pool: pg.Pool,
    pepper: Buffer,
  ) {
    this.#maker = new PepperedSecretGenerator(
      new Peppers({ pepper: () => pepper, previousPeppers: () => [] }),
    );
  }

  async open(count: number, kind: 'made' | 'chosen', pem: string): Promise<BenchClient[]> {
    const certificate = await this.certificate(pem);
    const clients: BenchClient[] = [];
    const digests: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const { clientSecret, digest } = await this.secret(kind);
      clients.push({ clientId: `bench.${kind}.${String(index)}`, clientSecret });
      digests.push(digest);
    }
    await this.pool.query(insertAccounts, [clients.map(({ clientId }) => clientId), digests, certificate]);
    await this.pool.query('ANALYZE');
    return clients;
  }

  private async secret(kind: 'made' | 'chosen'): Promise<{ clientSecret: string; digest: string }> {
    if (kind === 'made') {
      const { secret, digest } = this.#maker.make();
      return { clientSecret: secret.reveal((value) => value), digest };
    }
    const clientSecret = `chosen-${randomBytes(20).toString('hex')}`;
    return { clientSecret, digest: await this.#maker.digestCustom(new Secret(clientSecret)) };
  }

  private async certificate(pem: string): Promise<string> {
    const info = new X509Parser().readPem(pem);
    const { rows } = await this.pool.query<{ id: string }>(
      `INSERT INTO certificate (fingerprint, pem, subject, issuer, serial, key_type, not_before, not_after)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (fingerprint) DO UPDATE SET pem = excluded.pem RETURNING id`,
      [
        Buffer.from(info.fingerprint, 'hex'),
        pem,
        info.subject,
        info.issuer,
        info.serialNumber,
        info.key.name,
        info.notBefore,
        info.notAfter,
      ],
    );
    return rows[0]?.id ?? '';
  }
}

const insertAccounts = `
  WITH client AS (
    SELECT client_id, digest FROM unnest($1::text[], $2::text[]) AS q (client_id, digest)
  ), opened AS (
    INSERT INTO account (name, kind, scopes)
    SELECT client_id, 'merchant', '{pix:read,pix:write,balance:read}' FROM client RETURNING id, name
  ), linked AS (
    INSERT INTO account_certificate (account_id, certificate_id) SELECT id, $3::bigint FROM opened
  ), credential AS (
    INSERT INTO credential (account_id, client_id) SELECT id, name FROM opened RETURNING id, client_id
  ), allowed AS (
    INSERT INTO credential_contract (credential_id, contract, policy)
    SELECT id, contract, 'tls' FROM credential, unnest('{avista,pix}'::text[]) AS contract
  )
  INSERT INTO credential_secret (credential_id, digest)
  SELECT credential.id, client.digest FROM credential JOIN client USING (client_id)`;
