/** The tables of a gateway that has been in use for long: a million accounts, and every token of a month. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { Secret } from '../../src/core/credentials/secret.js';
import { X509Parser } from '../../src/crypto/certificates/x509-parser.js';
import { GeneratedDigests } from '../../src/crypto/secrets/generated-digests.js';
import { Peppers } from '../../src/crypto/secrets/peppers.js';
import type { BenchDatabase } from './database.js';

export interface GrownSize {
  /** Hexadecimal digits of a client's number: five of them are 1,048,576 accounts. */
  readonly digits: number;
  /** Records of issued tokens, in as many day partitions as `days`. */
  readonly records: number;
}

interface GrownDatabase extends Pick<BenchDatabase, 'adminUrl'> {
  readonly folder: string;
  readonly pepper: Buffer;
  readonly pem: string;
}

/** Days with records, today among them. */
export const days = 30;
const widest = 5;
/** Ids from here on, so that they meet none that the database gave. */
const firstId = 10_000_000;
const secretRest = 'A'.repeat(43 - widest);
const linesAtOnce = 100_000;

/** The body of a token request in which NGINX puts the client's number. */
export const grownBody = `{"clientId":"grown.$bench_hex","clientSecret":"ptr_\${bench_hex}${secretRest}"}`;

export const accountsOf = ({ digits }: GrownSize): number => 16 ** digits;

const tables = [
  'account',
  'credential',
  'credential_contract',
  'credential_secret',
  'certificate',
  'account_certificate',
];

export class GrownTables {
  #accounts = 0;
  #records = 0;

  constructor(
    private readonly database: GrownDatabase,
    private readonly say: (line: string) => void,
  ) {}

  /**
   * Adds what is missing. Each account has two credentials, a certificate of its own, and a link to
   * the certificate of the load.
   */
  async growTo(size: GrownSize): Promise<void> {
    const client = new pg.Client(this.database.adminUrl);
    await client.connect();
    try {
      await client.query('SET synchronous_commit = off');
      await this.addAccounts(client, accountsOf(size));
      await this.addRecords(client, size.records);
      this.say('  vacuuming');
      // Otherwise autovacuum does it during the load, and its time would be the tokens'.
      for (const table of [...tables, 'token_issuance'])
        await client.query(`VACUUM (FREEZE, ANALYZE) ${table}`);
      await client.query('CHECKPOINT');
    } finally {
      await client.end();
    }
  }

  private async addAccounts(client: pg.Client, count: number): Promise<void> {
    const [from, to] = [this.#accounts, count - 1];
    if (from > to) return;
    this.say(`  adding accounts ${String(from)} to ${String(to)}`);
    const triggers = await disableTriggers(client);
    const range = [from, to, firstId];
    await client.query(addAccounts, range);
    await client.query(addCredentials, range);
    await client.query(addContracts, range);
    await client.query(addCertificates, [...range, this.database.pem]);
    await client.query(addLinks, [...range, await this.certificateOfLoad(client)]);
    for (let first = from; first <= to; first += linesAtOnce)
      await this.copySecrets(client, first, Math.min(to, first + linesAtOnce - 1));
    await enableTriggers(client, triggers);
    this.#accounts = count;
  }

  /** The digests are the product's own, so they come by COPY. */
  private async copySecrets(client: pg.Client, from: number, to: number): Promise<void> {
    const { pepper, folder } = this.database;
    const digests = new GeneratedDigests(new Peppers({ pepper: () => pepper, previousPeppers: () => [] }));
    const lines: string[] = [];
    for (let n = from; n <= to; n += 1) {
      const hex = n.toString(16).padStart(widest, '0');
      for (const [place, rest] of [secretRest, secretRest.replaceAll('A', 'B')].entries()) {
        const id = String(firstId + 2 * n + place);
        lines.push(`${id}\t${id}\t${digests.digest(new Secret(`ptr_${hex}${rest}`))}`);
      }
    }
    const file = join(folder, 'secrets.copy');
    await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o644 });
    await client.query(`COPY credential_secret (id, credential_id, digest) FROM '${file}'`);
    await rm(file);
  }

  private async certificateOfLoad(client: pg.Client): Promise<string> {
    const { fingerprint } = new X509Parser().readPem(this.database.pem);
    const { rows } = await client.query<{ id: string }>('SELECT id FROM certificate WHERE fingerprint = $1', [
      Buffer.from(fingerprint, 'hex'),
    ]);
    const id = rows[0]?.id;
    if (id === undefined) throw new Error('the certificate of the load is not there: open accounts first');
    return id;
  }

  private async addRecords(client: pg.Client, count: number): Promise<void> {
    const each = Math.floor((count - this.#records) / days);
    if (each < 1) return;
    for (let ago = days - 1; ago >= 0; ago -= 1) {
      const { rows } = await client.query<{ day: string }>(
        `SELECT to_char((clock_timestamp() AT TIME ZONE 'UTC')::date - $1::integer, 'YYYYMMDD') AS day`,
        [ago],
      );
      const day = rows[0]?.day ?? '';
      this.say(`  adding ${String(each)} records of ${day}`);
      await client.query(makePartition, [day]);
      await client.query(addRecords, [day, each, this.#accounts, firstId]);
    }
    this.#records = count;
  }
}

/** Disables what fires for each row: a million accounts would be written ten times each. Returns what fired always. */
const disableTriggers = async (client: pg.Client): Promise<readonly string[]> => {
  const { rows } = await client.query<{ enable: string }>(
    `SELECT format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', tgrelid::regclass, tgname) AS enable
     FROM pg_trigger WHERE tgrelid = ANY ($1::regclass[]) AND tgenabled = 'A'`,
    [tables],
  );
  for (const table of tables) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
  return rows.map(({ enable }) => enable);
};

const enableTriggers = async (client: pg.Client, always: readonly string[]): Promise<void> => {
  for (const table of tables) await client.query(`ALTER TABLE ${table} ENABLE TRIGGER ALL`);
  for (const enable of always) await client.query(enable);
};

const numbers = 'generate_series($1::bigint, $2::bigint) AS n';
const name = `'grown.' || lpad(to_hex(n), ${String(widest)}, '0')`;

const addAccounts = `
  INSERT INTO account (id, name, kind, scopes, stamp) OVERRIDING SYSTEM VALUE
  SELECT $3 + n, ${name}, 'merchant', '{pix:read,pix:write,balance:read}', gen_random_uuid() FROM ${numbers}`;

const addCredentials = `
  INSERT INTO credential (id, account_id, client_id) OVERRIDING SYSTEM VALUE
  SELECT $3 + 2 * n + place, $3 + n, ${name} || CASE place WHEN 1 THEN '.second' ELSE '' END
  FROM ${numbers}, generate_series(0, 1) AS place`;

const addContracts = `
  INSERT INTO credential_contract (credential_id, contract, policy)
  SELECT $3 + 2 * n + place, contract, 'tls'
  FROM ${numbers}, generate_series(0, 1) AS place, unnest('{avista,pix}'::text[]) AS contract`;

const addCertificates = `
  INSERT INTO certificate (id, fingerprint, pem, subject, issuer, serial, key_type, not_before, not_after)
  OVERRIDING SYSTEM VALUE
  SELECT $3 + n, sha256(convert_to(${name}, 'UTF8')), $4, 'CN=' || ${name}, 'CN=Benchmark CA', to_hex(n), 'RSA-2048',
         now() - interval '1 day', now() + interval '1 year'
  FROM ${numbers}`;

const addLinks = `
  INSERT INTO account_certificate (account_id, certificate_id)
  SELECT $3 + n, certificate FROM ${numbers}, unnest(ARRAY[$3 + n, $4::bigint]) AS certificate`;

const makePartition = `
  SELECT make_day_partition('token_issuance', to_date($1, 'YYYYMMDD'))
  WHERE to_regclass('public.token_issuance_' || $1) IS NULL`;

/** In the order of their times, as they came; those of today until now. */
const addRecords = `
  INSERT INTO token_issuance (jti, issued_at, expires_at, account_id, credential_id, secret_id, contract, scopes, source_address, request_id)
  SELECT gen_random_uuid(), at, at + interval '30 minutes', $4 + n * 7919 % $3, $4 + 2 * (n * 7919 % $3),
         $4 + 2 * (n * 7919 % $3), 'avista', 'pix:read pix:write balance:read', '127.0.0.1', md5(n::text)
  FROM generate_series(0, $2::bigint - 1) AS n,
       LATERAL (SELECT to_date($1, 'YYYYMMDD')::timestamp AT TIME ZONE 'UTC'
                  + n * (least(interval '86399 seconds', now() - to_date($1, 'YYYYMMDD')::timestamp AT TIME ZONE 'UTC')
                         / $2::float8) AS at) AS t`;
