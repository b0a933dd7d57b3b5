import type { QueryResultRow } from 'pg';
import { beforeAll, expect, test } from 'vitest';
import type { ClientId } from '../../src/core/shared/ids.js';
import type { ClientSnapshot, ClientSnapshotQuery } from '../../src/core/tokens/client-snapshot.js';
import { X509Parser } from '../../src/crypto/certificates/x509-parser.js';
import { Database } from '../../src/storage/database.js';
import { PostgresClientSnapshotReader } from '../../src/storage/hot-path/postgres-client-snapshot-reader.js';
import type { TestAccount } from '../support/accounts.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { sharedApp, type TestApp } from '../support/test-app.js';

/**
 * Questions of one turn of the event loop are one statement, and rows come back in any order. An
 * answer that went to the wrong question would give one client the permissions of another.
 */
let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});

/** The real database, whose rows come in the order that `arrange` gives them. */
class Arranged extends Database {
  statements = 0;

  constructor(private readonly arrange: (rows: unknown[]) => unknown[]) {
    super(app.config.database);
  }

  override async query<Row extends QueryResultRow>(...words: Parameters<Database['query']>): Promise<Row[]> {
    this.statements += 1;
    return this.arrange(await super.query(...words)) as Row[];
  }
}

const about = (
  clientId: string,
  fingerprint: ClientSnapshotQuery['fingerprint'] = null,
): ClientSnapshotQuery => ({
  clientId: clientId as ClientId,
  fingerprint,
  contract: 'avista',
  address: '127.0.0.1',
});

/** What tells one answer from all others. */
const presentBy = ({ client, certificate }: ClientSnapshot): unknown => ({
  account: client?.accountId ?? null,
  status: client?.accountStatus ?? null,
  secrets: client?.secrets.map(({ id }) => id).sort() ?? [],
  linked: certificate?.linked ?? null,
});

const orders = {
  'as the database sends them': (rows: unknown[]) => rows,
  backwards: (rows: unknown[]) => rows.reverse(),
};

test.each(Object.entries(orders))(
  'of one batch each question gets its own answer, with rows %s',
  async (_, arrange) => {
    const certificate = await makeCertificate();
    const fingerprint = new X509Parser().readPem(certificate.certPem).fingerprint;
    const one = await app.accounts.create({ certificate: certificate.certPem });
    const two = await app.accounts.create();
    const second = await app.accounts.addSecret(two.credentialId);
    const suspended = await app.accounts.create({ status: 'suspended' });
    const bare = await app.accounts.create();
    await app.database.sql('UPDATE credential_secret SET retired_at = now() WHERE id = $1', [bare.secretId]);

    const answer = (
      account: TestAccount,
      more: { secrets?: string[]; status?: string; linked?: boolean } = {},
    ): unknown => ({
      account: account.id,
      status: 'active',
      secrets: [account.secretId],
      linked: null,
      ...more,
    });
    const noClient = { account: null, status: null, secrets: [] };
    const expected: [ClientSnapshotQuery, unknown][] = [
      [about('account-999-00000000'), { ...noClient, linked: null }],
      [about(two.clientId), answer(two, { secrets: [two.secretId, second.secretId].sort() })],
      [about(one.clientId, fingerprint), answer(one, { linked: true })],
      [about(suspended.clientId), answer(suspended, { status: 'suspended' })],
      [
        about(two.clientId, fingerprint),
        answer(two, { secrets: [two.secretId, second.secretId].sort(), linked: false }),
      ],
      [about(bare.clientId), answer(bare, { secrets: [] })],
      [about(one.clientId), answer(one)],
      [about('account-999-00000000', fingerprint), { ...noClient, linked: false }],
    ];
    const database = new Arranged(arrange);
    afterFile(() => database.close());
    const store = new PostgresClientSnapshotReader(database, app.config.database, () => performance.now());
    const answers = await Promise.all(expected.map(([question]) => store.read(question)));
    expect(answers.map(presentBy)).toEqual(expected.map(([, wanted]) => wanted));
    expect(database.statements).toBe(1);
  },
);
