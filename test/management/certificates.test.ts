import { expect, test } from 'vitest';
import { serverAuth } from '../../src/cli/deployment/pki.js';
import { icpBrasilTaxId } from '../../src/cli/deployment/pki-names.js';
import { later, longAgo, makeCertificate } from '../support/certificates.js';
import { managementOn, openTestManagement, refusalOf } from './open-test-management.js';

const { database, management, pepper } = await openTestManagement();
const open = async (): Promise<string> => (await management.createAccount.run({ name: 'Loja' })).id;

/** The database has no client CAs in this file. */
const unchecked =
  'the gateway has no list of client CAs, so it was not checked whether the TLS listener accepts it';

test('linking shows what was parsed, and keeps the certificate', async () => {
  const account = await open();
  const { certPem, fingerprint } = await makeCertificate({ subject: 'CN=Loja, O=Loja Ltda, C=BR' });
  const link = await management.linkCertificate.run({ account, pem: certPem.replaceAll('\n', '\r\n') });
  expect(link).toMatchObject({
    info: { fingerprint, key: { name: 'P-256' } },
    daysLeft: 0,
    notes: [unchecked],
    sharedWith: [],
  });
  const { certificates } = await management.showAccount.run(account);
  expect(certificates).toMatchObject([
    { fingerprint, accountId: account, keyType: 'P-256', lastUsedAt: null },
  ]);
  const [row] = await database.sql<{ pem: string }>(
    `SELECT pem FROM certificate WHERE encode(fingerprint, 'hex') = $1`,
    [fingerprint],
  );
  expect(row?.pem).toBe(certPem.trim() + '\n');
});

test.each([
  ['an expired one', longAgo, /expired on/],
  ['one with a weak key', { keyType: 'rsa-1024' as const }, /RSA-1024/],
  ["a server's", { extendedKeyUsage: [serverAuth] }, /clientAuth/],
])('%s is refused by a rule, and not kept', async (_, order, reason) => {
  const account = await open();
  const { certPem: pem, fingerprint } = await makeCertificate(order);
  const refusal = await refusalOf(management.linkCertificate.run({ account, pem }));
  expect(refusal).toMatchObject({
    code: 'refused',
    field: 'certificate',
    message: expect.stringMatching(reason),
  });
  expect(await refusalOf(management.inspectStoredCertificate.run(fingerprint))).toMatchObject({
    code: 'not_found',
  });
});

test('everything that speaks against a certificate is said at once', async () => {
  const account = await open();
  const { certPem: pem } = await makeCertificate({
    ...longAgo,
    keyType: 'rsa-1024',
    extendedKeyUsage: [serverAuth],
  });
  const { message } = await refusalOf(management.linkCertificate.run({ account, pem }));
  expect(message).toMatch(/expired.*RSA-1024.*clientAuth/);
});

test('one that is not valid yet is linked, with a note', async () => {
  const { certPem: pem } = await makeCertificate(later);
  const { notes } = await management.linkCertificate.run({ account: await open(), pem });
  expect(notes).toEqual([expect.stringContaining('valid only from'), unchecked]);
});

test('a private key pasted by mistake is refused, alone or with its certificate, and kept nowhere', async () => {
  const account = await open();
  const { certPem, keyPem } = await makeCertificate();
  for (const pem of [keyPem, `${certPem}${keyPem}`, keyPem.replaceAll('PRIVATE KEY', 'EC PRIVATE KEY')]) {
    const refusal = await refusalOf(management.linkCertificate.run({ account, pem }));
    expect(refusal).toMatchObject({
      code: 'invalid',
      field: 'certificate',
      message: expect.stringContaining('private key'),
    });
    expect(refusal.message).not.toContain(keyPem.split('\n')[1] ?? '');
  }
  const kept = await database.sql(`SELECT FROM certificate WHERE pem LIKE '%PRIVATE%'`);
  expect(kept).toEqual([]);
});

test.each([
  '',
  'no certificate',
  '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
  'MIIB'.repeat(20_000),
  'a\0b',
])('what is no certificate is refused (%#)', async (pem) => {
  const refusal = await refusalOf(management.linkCertificate.run({ account: await open(), pem }));
  expect(refusal).toMatchObject({ code: 'invalid', field: 'certificate' });
  expect(refusal.message.length).toBeLessThan(400);
});

test('an account that asks for its CNPJ on certificates takes only those', async () => {
  const { id: account } = await management.createAccount.run({
    name: 'Loja',
    taxId: '12345678000195',
    taxIdOnCertificate: true,
  });
  const wrong = await makeCertificate();
  expect(await refusalOf(management.linkCertificate.run({ account, pem: wrong.certPem }))).toMatchObject({
    code: 'refused',
    message: expect.stringContaining('no CNPJ'),
  });
  const right = await makeCertificate({ subjectAltNames: { other: [icpBrasilTaxId('12345678000195')] } });
  const { info } = await management.linkCertificate.run({ account, pem: right.certPem });
  expect(info.taxId).toBe('12345678000195');
});

test('a certificate of another account is linked only as shared', async () => {
  const [one, two] = [await open(), await open()];
  const { certPem: pem, fingerprint } = await makeCertificate();
  await management.linkCertificate.run({ account: one, pem });
  const refusal = await refusalOf(management.linkCertificate.run({ account: two, pem }));
  expect(refusal).toMatchObject({ code: 'conflict', message: expect.stringContaining(`account ${one}`) });
  const { sharedWith } = await management.linkCertificate.run({ account: two, pem, shared: true });
  expect(sharedWith).toEqual([one]);
  expect((await management.inspectStoredCertificate.run(fingerprint)).linkedTo).toEqual([one, two]);
});

test('of two accounts that link one certificate at the same time, without sharing, one gets it', async () => {
  const second = managementOn(database.appUrl, pepper);
  for (let round = 0; round < 5; round += 1) {
    const [one, two] = [await open(), await open()];
    const { certPem: pem } = await makeCertificate();
    const outcomes = await Promise.allSettled([
      management.linkCertificate.run({ account: one, pem }),
      second.linkCertificate.run({ account: two, pem }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  }
});

test('a certificate that is linked already is a conflict; one that was revoked is refused', async () => {
  const account = await open();
  const { certPem: pem, fingerprint } = await makeCertificate();
  await management.linkCertificate.run({ account, pem });
  expect(await refusalOf(management.linkCertificate.run({ account, pem }))).toMatchObject({
    code: 'conflict',
    field: 'certificate',
  });
  await database.sql(`UPDATE certificate SET revoked_at = now() WHERE encode(fingerprint, 'hex') = $1`, [
    fingerprint,
  ]);
  expect((await management.inspectStoredCertificate.run(fingerprint)).problems).toEqual([
    expect.stringContaining('revoked'),
  ]);
  const other = await open();
  const again = management.linkCertificate.run({ account: other, pem, shared: true });
  expect(await refusalOf(again)).toMatchObject({
    code: 'refused',
    message: expect.stringContaining('revoked'),
  });
});

test('a certificate is unlinked by its first digits, or whole; again is harmless', async () => {
  const account = await open();
  const { certPem: pem, fingerprint } = await makeCertificate();
  await management.linkCertificate.run({ account, pem });
  expect(
    await management.unlinkCertificate.run({ account, fingerprint: fingerprint.slice(0, 8).toUpperCase() }),
  ).toMatchObject({ fingerprint, account: { id: account } });
  expect((await management.showAccount.run(account)).certificates).toEqual([]);
  const colons = fingerprint.replace(/(..)(?=.)/g, '$1:');
  expect(await management.unlinkCertificate.run({ account, fingerprint: colons })).toMatchObject({
    fingerprint,
  });
});

test.each([
  ['abcdef1', 'invalid'],
  ['not hex at all', 'invalid'],
  ['ab'.repeat(33), 'invalid'],
  ['00000000', 'not_found'],
  ['ab'.repeat(32), 'not_found'],
])('the fingerprint %s is %s', async (fingerprint, code) => {
  const account = await open();
  expect(await refusalOf(management.unlinkCertificate.run({ account, fingerprint }))).toMatchObject({
    code,
    field: 'fingerprint',
  });
  expect(await refusalOf(management.inspectStoredCertificate.run(fingerprint))).toMatchObject({
    code,
    field: 'fingerprint',
  });
});
