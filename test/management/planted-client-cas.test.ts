import pg from 'pg';
import { expect, test } from 'vitest';
import { createCa, type DevelopmentCa } from '../../src/cli/deployment/pki.js';
import type { Unexplained } from '../../src/management/audit/unexplained-permissions.js';
import { currently } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { openTestManagement, refusalOf } from './open-test-management.js';

/**
 * Attack: with the application's database login alone, someone puts a CA of their own into the table that `portaria client-ca
 * write` hands to NGINX, which from its next reload accepts the certificates of that CA.
 */
const open = async () => {
  const { database, management } = await openTestManagement();
  const application = new pg.Client(database.appUrl);
  await application.connect();
  afterFile(() => application.end());
  const ours = await createCa({ commonName: 'Ours', ...currently });
  const theirs = await createCa({ commonName: 'Theirs', ...currently });
  await management.addClientCas.run({ pem: ours.certPem });
  const plant = ({ fingerprint, certPem }: DevelopmentCa): Promise<unknown> =>
    application.query(
      `INSERT INTO client_authority (fingerprint, pem, subject, issuer, key_type, not_before, not_after)
       VALUES (decode($1, 'hex'), $2, 'CN=Theirs', 'CN=Theirs', 'EC P-256', now(), now() + interval '1 year')`,
      [fingerprint, certPem],
    );
  const unexplained = async (): Promise<readonly Unexplained[]> => {
    const { broken, unexplained: found } = await management.verifyAudit.run();
    expect(broken).toBeNull();
    return found ?? [];
  };
  return { database, management, application, ours, theirs, plant, unexplained };
};

const refused = (fingerprint: string) => ({
  code: 'refused',
  field: null,
  message: expect.stringMatching(
    new RegExp(`^client CAs: no event explains ${fingerprint}.*portaria audit verify.*client-ca remove`),
  ) as string,
});

test('a planted client CA is named, and not handed to NGINX', async () => {
  const { management, theirs, plant, unexplained } = await open();
  await plant(theirs);
  expect(await refusalOf(management.writeClientCas.run({ current: null }))).toMatchObject(
    refused(theirs.fingerprint),
  );
  expect(await refusalOf(management.writeClientCas.run({ current: null, force: true }))).toMatchObject(
    refused(theirs.fingerprint),
  );
  expect(await unexplained()).toEqual([
    {
      target: `client-ca ${theirs.fingerprint}`,
      what: 'the client CA',
      recorded: null,
      found: '"trusted"',
    },
  ]);
});

test('as the refusal says, the file is written again when the planted one is removed', async () => {
  const { database, management, ours, theirs, plant, unexplained } = await open();
  await plant(theirs);
  await management.removeClientCa.run({ fingerprint: theirs.fingerprint });
  const { text } = await management.writeClientCas.run({ current: null });
  expect(text).toContain(ours.certPem);
  expect(text).not.toContain(theirs.certPem);
  // That it was there is still named, until the owner of the schema has looked.
  expect(await unexplained()).toMatchObject([
    { found: expect.stringContaining('changesWithoutEvent') as string },
  ]);
  await database.sql('DELETE FROM change_without_event');
  expect(await unexplained()).toEqual([]);
});

test('another certificate in the place of a known one is named, and not handed to NGINX', async () => {
  const { management, application, ours, theirs, unexplained } = await open();
  await application.query('UPDATE client_authority SET pem = $1', [theirs.certPem]);
  expect(await refusalOf(management.writeClientCas.run({ current: null }))).toMatchObject(
    refused(ours.fingerprint),
  );
  expect(await unexplained()).toEqual([
    {
      target: `client-ca ${ours.fingerprint}`,
      what: 'the client CA',
      recorded: `"${ours.fingerprint}"`,
      found: `"${theirs.fingerprint}"`,
    },
  ]);
});

test.each(['no certificate', '', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
  'text that is no certificate (%j) is named, and keeps nothing from being verified',
  async (pem) => {
    const { management, application, ours, unexplained } = await open();
    await application.query('UPDATE client_authority SET pem = $1', [pem]);
    expect(await refusalOf(management.writeClientCas.run({ current: null }))).toMatchObject(
      refused(ours.fingerprint),
    );
    expect(await unexplained()).toMatchObject([{ what: 'the client CA', recorded: `"${ours.fingerprint}"` }]);
    const second = await createCa({ commonName: 'Second', ...currently });
    await management.addClientCas.run({ pem: second.certPem });
    await management.removeClientCa.run({ fingerprint: ours.fingerprint });
    await management.addClientCas.run({ pem: ours.certPem });
    expect((await management.writeClientCas.run({ current: null })).text).toContain(ours.certPem);
  },
);

test('a certificate in the name of a client CA, which the file has in a comment, is named and not handed to NGINX', async () => {
  const { management, application, ours, theirs, unexplained } = await open();
  await application.query('UPDATE client_authority SET subject = $1', [`CN=Ours\n${theirs.certPem}`]);
  expect(await refusalOf(management.writeClientCas.run({ current: null }))).toMatchObject(
    refused(ours.fingerprint),
  );
  expect(await unexplained()).toMatchObject([{ what: 'the client CA' }]);
});

test('a time that is no date keeps nothing from being verified', async () => {
  const { management, application, ours, unexplained } = await open();
  await application.query(`UPDATE client_authority SET not_after = 'infinity'`);
  expect(await refusalOf(management.writeClientCas.run({ current: null }))).toMatchObject(
    refused(ours.fingerprint),
  );
  expect(await unexplained()).toMatchObject([{ what: 'the client CA' }]);
});

test('one that was removed and is back without an event is named, and not handed to NGINX', async () => {
  const { management, application, theirs, unexplained } = await open();
  await management.addClientCas.run({ pem: theirs.certPem });
  await management.removeClientCa.run({ fingerprint: theirs.fingerprint });
  await application.query('UPDATE client_authority SET removed_at = NULL');
  expect(await refusalOf(management.writeClientCas.run({ current: null }))).toMatchObject(
    refused(theirs.fingerprint),
  );
  expect(await unexplained()).toMatchObject([
    { target: `client-ca ${theirs.fingerprint}`, what: 'the client CA', recorded: '"not trusted"' },
  ]);
});

test('one that was written to the file by a release that did not compare is no less named', async () => {
  const { database, theirs, plant, unexplained } = await open();
  await plant(theirs);
  await database.sql(
    `SELECT append_audit('person', 'x', NULL, NULL, 'client-ca.write', ARRAY['client-ca ${theirs.fingerprint}'], 'done', NULL,
       '{"client-ca ${theirs.fingerprint}":{"inFile":null}}', '{"client-ca ${theirs.fingerprint}":{"inFile":"CN=Theirs"}}', NULL, NULL)`,
  );
  expect(await unexplained()).toMatchObject([{ recorded: null, found: '"trusted"' }]);
});
