import pg from 'pg';
import { expect, test } from 'vitest';
import { createCa } from '../../src/cli/deployment/pki.js';
import type { Unexplained } from '../../src/management/audit/unexplained-permissions.js';
import { currently, makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { openTestManagement } from './open-test-management.js';

/**
 * Attack: with the application's database login alone, someone plants a permission, gets a token with it, and takes it back
 * before anything compares what is in force with the trail.
 */
const { database, management } = await openTestManagement();

const connect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client(url);
  await client.connect();
  afterFile(() => client.end());
  return client;
};
/** The logins of the application that may change something, and no more. */
const application = await connect(database.appUrl);
const managing = await connect(database.manageUrl);

interface Victim {
  readonly id: string;
  readonly clientId: string;
  readonly credential: string;
  readonly secret: string;
  /** Of another account. */
  readonly certificate: string;
  readonly certificateId: string;
  readonly username: string;
  readonly clientCa: string;
}

let opened = 0;
const open = async (): Promise<Victim> => {
  opened += 1;
  const { id } = await management.createAccount.run({ name: 'Loja', scopes: ['pix:read'] });
  const { id: other } = await management.createAccount.run({ name: 'Outra' });
  const { credential } = await management.createCredential.run({ account: id });
  const { certPem: pem, fingerprint } = await makeCertificate();
  await management.linkCertificate.run({ account: other, pem });
  const username = `ana-${String(opened)}`;
  await management.createRealmUser.run({ account: id, username, scopes: ['pix:read'] });
  const ca = await createCa({ commonName: `CA ${String(opened)}`, ...currently });
  await management.addClientCas.run({ pem: ca.certPem });
  const [found] = await database.sql<{ id: string }>(
    `SELECT id::text FROM certificate WHERE encode(fingerprint, 'hex') = '${fingerprint}'`,
  );
  const secret = credential.secrets[0]?.id ?? '';
  return {
    ...{ id, clientId: credential.clientId, credential: credential.id, secret, username },
    ...{ certificate: fingerprint, certificateId: found?.id ?? '', clientCa: ca.fingerprint },
  };
};

const verify = async (): Promise<readonly Unexplained[]> => {
  const { broken, unexplained } = await management.verifyAudit.run();
  expect(broken).toBeNull();
  return unexplained ?? [];
};

interface Plant {
  /** Plants something and, in a transaction of its own, takes it back. */
  readonly statements: (victim: Victim) => readonly [string, string];
  readonly target?: (victim: Victim) => string;
  readonly what: (victim: Victim) => string;
}

const account =
  (column: string, value: string, before: string): Plant['statements'] =>
  ({ id }) => [
    `UPDATE account SET ${column} = ${value} WHERE id = ${id}`,
    `UPDATE account SET ${column} = ${before} WHERE id = ${id}`,
  ];
const user =
  (column: string, value: string, before: string): Plant['statements'] =>
  ({ username }) => [
    `UPDATE resource_owner SET ${column} = ${value} WHERE username = '${username}'`,
    `UPDATE resource_owner SET ${column} = ${before} WHERE username = '${username}'`,
  ];
const ofUser = ({ username }: Victim): string => `realm-user ${username}`;

const plants: Readonly<Record<string, Plant>> = {
  'a secret': {
    statements: ({ credential }) => [
      `INSERT INTO credential_secret (credential_id, digest) VALUES (${credential}, 'planted')`,
      `UPDATE credential_secret SET retired_at = now() WHERE credential_id = ${credential} AND digest = 'planted'`,
    ],
    what: ({ clientId }) => ` of credential ${clientId}`,
  },
  'a link': {
    statements: ({ id, certificateId }) => [
      `INSERT INTO account_certificate (account_id, certificate_id) VALUES (${id}, ${certificateId})`,
      `UPDATE account_certificate SET unlinked_at = now() WHERE account_id = ${id}`,
    ],
    what: ({ certificate }) => `certificate ${certificate}`,
  },
  'a contract': {
    statements: ({ credential }) => [
      `INSERT INTO credential_contract (credential_id, contract, policy) VALUES (${credential}, 'service-token', 'none')`,
      `DELETE FROM credential_contract WHERE credential_id = ${credential} AND contract = 'service-token'`,
    ],
    what: ({ clientId }) => `contract service-token of credential ${clientId}`,
  },
  'another policy': {
    statements: ({ credential }) => [
      `UPDATE credential_contract SET policy = 'header' WHERE credential_id = ${credential} AND contract = 'avista'`,
      `UPDATE credential_contract SET policy = 'tls' WHERE credential_id = ${credential} AND contract = 'avista'`,
    ],
    what: ({ clientId }) => `contract avista of credential ${clientId}`,
  },
  'a later end of a secret': {
    statements: ({ secret }) => [
      `UPDATE credential_secret SET expires_at = now() + interval '9 days' WHERE id = ${secret}`,
      `UPDATE credential_secret SET expires_at = NULL WHERE id = ${secret}`,
    ],
    what: ({ secret, clientId }) => `secret ${secret} of credential ${clientId}`,
  },
  'a wider scope': { statements: account('scopes', `'{pix:write}'`, `'{pix:read}'`), what: () => 'scopes' },
  'another network': { statements: account('networks', `'{10.0.0.0/8}'`, `'{}'`), what: () => 'networks' },
  'another tax id': { statements: account('tax_id', `'11222333000181'`, 'NULL'), what: () => 'taxId' },
  'a resource server': {
    statements: account('resource_server', 'true', 'false'),
    what: () => 'resourceServer',
  },
  'another status': { statements: account('status', `'suspended'`, `'active'`), what: () => 'status' },
  'another name': { statements: account('name', `'Banco'`, `'Loja'`), what: () => 'name' },
  'a wider scope of a user': {
    statements: user('scopes', `NULL`, `'{pix:read}'`),
    target: ofUser,
    what: () => 'scopes',
  },
  'another status of a user': {
    statements: user('status', `'disabled'`, `'active'`),
    target: ofUser,
    what: () => 'status',
  },
  'another time of a password': {
    statements: user(
      'password_set_at',
      `password_set_at + interval '1 s'`,
      `password_set_at - interval '1 s'`,
    ),
    target: ofUser,
    what: () => 'passwordSetAt',
  },
  'the certificate of a client CA': {
    statements: ({ clientCa }) => [
      `UPDATE client_authority SET pem = 'x' || pem WHERE encode(fingerprint, 'hex') = '${clientCa}'`,
      `UPDATE client_authority SET pem = right(pem, -1) WHERE encode(fingerprint, 'hex') = '${clientCa}'`,
    ],
    target: ({ clientCa }) => `client-ca ${clientCa}`,
    what: () => 'the client CA',
  },
  "an authority of the gateway's own": {
    statements: ({ id }) => [
      `INSERT INTO certificate_authority (fingerprint, subject, pem, chain, key_type, not_before, not_after, sealed)
       SELECT sha256('${id}'), 's', pem, '', 'k', now(), now() + interval '1 day', '' FROM client_authority LIMIT 1`,
      `UPDATE certificate_authority SET retired_at = now() WHERE fingerprint = sha256('${id}')`,
    ],
    target: () => 'ca ',
    what: () => 'the CA',
  },
  'a client CA': {
    statements: ({ id }) => [
      `INSERT INTO client_authority (fingerprint, pem, subject, issuer, key_type, not_before, not_after)
       VALUES (sha256('${id}'), 'p', 's', 'i', 'k', now(), now() + interval '1 day')`,
      `UPDATE client_authority SET removed_at = now() WHERE fingerprint = sha256('${id}')`,
    ],
    target: () => 'client-ca ',
    what: () => 'the client CA',
  },
};

for (const [name, { statements, target, what }] of Object.entries(plants))
  for (const [login, client] of [
    ['application', application],
    ['managing', managing],
  ] as const)
    test(`${name} that the ${login} login planted and took back is named`, async () => {
      const victim = await open();
      const before = await verify();
      for (const statement of statements(victim)) await client.query(statement);
      const known = new Set(before.map((one) => JSON.stringify(one)));
      const found = (await verify()).filter((one) => !known.has(JSON.stringify(one)));
      expect(found).toEqual([
        {
          target: expect.stringContaining(target?.(victim) ?? `account ${victim.id}`) as unknown,
          what: expect.stringContaining(what(victim)) as unknown,
          recorded: null,
          found: expect.stringMatching(
            /^\{"changesWithoutEvent":2,"firstAt":".*Z","lastAt":".*Z"\}$/,
          ) as unknown,
        },
      ]);
    });

test('an event of something else in the same transaction explains no change', async () => {
  const victim = await open();
  const before = (await verify()).length;
  const append = `SELECT append_audit('person', 'x', NULL, NULL, 'account.update', ARRAY['account 1'], 'done', NULL, NULL, NULL, NULL, NULL)`;
  const refused = append.replace(`'account 1'`, `'account ${victim.id}'`).replace(`'done'`, `'refused'`);
  const [plant, back] = plants['a secret']?.statements(victim) ?? ['', ''];
  await application.query('BEGIN');
  await application.query(append);
  await application.query(refused);
  await application.query(plant);
  await application.query('COMMIT');
  await application.query(back);
  expect(await verify()).toHaveLength(before + 1);
});

test('what the application does without an event changes no permission, and is not named', async () => {
  const { secret, username } = await open();
  const before = await verify();
  await application.query(`UPDATE credential_secret SET last_used_at = now() WHERE id = ${secret}`);
  await application.query(`UPDATE account_certificate SET last_used_at = now()`);
  await application.query(
    `UPDATE credential_secret SET digest = 'hmac-sha256$22222222$' || rpad('s' || id, 42, 'a') || 'A' WHERE id = ${secret}`,
  );
  await application.query(
    `UPDATE resource_owner SET digest = 'argon2id-hmac-sha256$22222222$v=19$m=19456,t=2,p=1$' || rpad('s', 21, 'a') || 'A$'
       || rpad(md5(id::text), 42, 'a') || 'A' WHERE username = '${username}'`,
  );
  await application.query('UPDATE account SET version = version + 1');
  expect(await verify()).toEqual(before);
});

test('the login can neither write nor forget what is remembered, and the owner of the schema can', async () => {
  for (const client of [application, managing])
    for (const [table, column] of [
      ['change_without_event', 'times'],
      ['seen_digest', 'hash'],
      ['copied_digest', 'hash'],
    ] as const)
      for (const statement of [
        `DELETE FROM ${table}`,
        `TRUNCATE ${table}`,
        `UPDATE ${table} SET ${column} = ${column}`,
        `INSERT INTO ${table} DEFAULT VALUES`,
        `ALTER TABLE ${table} DISABLE TRIGGER ALL`,
      ])
        await expect(client.query(statement), statement).rejects.toMatchObject({ code: '42501' });
  const owner = await connect(database.ownerUrl);
  await owner.query('DELETE FROM change_without_event');
  expect((await verify()).filter(({ found }) => found.includes('changesWithoutEvent'))).toEqual([]);
});

test('the owner of the schema, who repairs by hand, needs no event', async () => {
  const victim = await open();
  const before = await verify();
  const owner = await connect(database.ownerUrl);
  for (const { statements } of Object.values(plants))
    for (const statement of statements(victim)) await owner.query(statement);
  expect(await verify()).toEqual(before);
});
