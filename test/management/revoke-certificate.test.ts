import { beforeAll, expect, test } from 'vitest';
import { makeCertificate } from '../support/certificates.js';
import { makeRequest, newKeys, openWorkshop, type Workshop } from '../support/openssl.js';
import { managementOn, openTestManagement, refusalOf } from './open-test-management.js';

const { database, management, pepper } = await openTestManagement();
let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});
const open = async (): Promise<string> => (await management.createAccount.run({ name: 'Loja' })).id;
const link = async (): Promise<{ pem: string; fingerprint: string; accounts: string[] }> => {
  const { certPem: pem, fingerprint } = await makeCertificate();
  const accounts = [await open(), await open()];
  for (const account of accounts) await management.linkCertificate.run({ account, pem, shared: true });
  return { pem, fingerprint, accounts };
};

test('a certificate is revoked for every account, with the reason, and can never be linked again', async () => {
  const { pem, fingerprint, accounts } = await link();
  const revoked = await management.revokeCertificate.run({
    fingerprint: fingerprint.slice(0, 16),
    reason: 'keyCompromise',
  });
  expect(revoked).toEqual({ fingerprint, reason: 'keyCompromise', accounts });
  for (const account of [...accounts, await open()]) {
    const again = management.linkCertificate.run({ account, pem, shared: true });
    expect(await refusalOf(again)).toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/revoked on .* \(keyCompromise\)/),
    });
  }
  expect((await management.inspectStoredCertificate.run(fingerprint)).problems).toEqual([
    expect.stringContaining('(keyCompromise)'),
  ]);
});

test('again is harmless: the day stays, what is known better of the reason counts', async () => {
  const { fingerprint } = await link();
  await management.revokeCertificate.run({ fingerprint });
  const { revokedAt } = await management.inspectStoredCertificate.run(fingerprint);
  await management.revokeCertificate.run({ fingerprint, reason: 'keyCompromise' });
  expect((await management.inspectStoredCertificate.run(fingerprint)).revokedAt).toEqual(revokedAt);
  const [row] = await database.sql<{ reason: string }>(
    `SELECT revoked_reason AS reason FROM certificate WHERE encode(fingerprint, 'hex') = $1`,
    [fingerprint],
  );
  expect(row?.reason).toBe('keyCompromise');
});

test('a compromised key stays so: no later reason lifts it, and none that was left out', async () => {
  const { fingerprint } = await link();
  await management.revokeCertificate.run({ fingerprint, reason: 'keyCompromise' });
  expect(await management.revokeCertificate.run({ fingerprint })).toMatchObject({ reason: 'keyCompromise' });
  expect(
    await refusalOf(management.revokeCertificate.run({ fingerprint, reason: 'superseded' })),
  ).toMatchObject({ code: 'refused', field: 'reason' });
  const [row] = await database.sql<{ reason: string }>(
    `SELECT revoked_reason AS reason FROM certificate WHERE encode(fingerprint, 'hex') = $1`,
    [fingerprint],
  );
  expect(row?.reason).toBe('keyCompromise');
});

test('the trail tells the reason, and who lost the certificate', async () => {
  const { fingerprint, accounts } = await link();
  await management.revokeCertificate.run({ fingerprint, reason: 'superseded' });
  const { events } = await management.listAudit.run({ limit: 1 });
  const [event] = events;
  expect(JSON.stringify(event?.after)).toContain('superseded');
  expect(event?.targets).toEqual([
    `certificate ${fingerprint}`,
    ...accounts.map((account) => `account ${account}`),
  ]);
});

test.each([
  ['ab'.repeat(32), undefined, 'not_found', 'fingerprint'],
  ['00000000', undefined, 'not_found', 'fingerprint'],
  ['xyz', undefined, 'invalid', 'fingerprint'],
  ['ab'.repeat(32), 'certificateHold', 'invalid', 'reason'],
  ['ab'.repeat(32), 'because', 'invalid', 'reason'],
])('revoking %s for %s is %s', async (fingerprint, reason, code, field) => {
  const revoking = management.revokeCertificate.run({ fingerprint, ...(reason && { reason }) });
  expect(await refusalOf(revoking)).toMatchObject({ code, field });
});

test.each(['p-256', 'p-384', 'rsa-2048'])(
  'OpenSSL believes the list of an authority with a key %s, and refuses who is on it',
  async (keyType) => {
    const { pem: ca } = await management.createAuthority.run({
      name: `CA ${keyType}`,
      keyType,
      replace: true,
    });
    await workshop.put('ca.pem', ca);
    const account = await open();
    const sign = async (name: string): Promise<string> => {
      const request = await makeRequest(workshop, name, { key: newKeys['P-256'] });
      const { pem, info } = await management.signCertificate.run({ account, request });
      await workshop.put(`${name}.pem`, pem);
      return info.fingerprint;
    };
    await sign('good');
    const [stolen, plain] = [await sign('stolen'), await sign('plain')];
    await management.revokeCertificate.run({ fingerprint: stolen, reason: 'keyCompromise' });
    await management.revokeCertificate.run({ fingerprint: plain });
    const { der, number } = await management.signCrl.run({});
    expect(number).toBe(1n);
    await workshop.put('list.der', der);
    await workshop.openssl('crl -inform DER -in list.der -out list.pem');
    expect(await workshop.openssl('crl -in list.pem -noout -verify -CAfile ca.pem')).toContain('verify OK');
    const text = await workshop.openssl('crl -in list.pem -noout -text');
    expect(text).toMatch(/Version 2/);
    expect(text).toMatch(/X509v3 CRL Number: \n +1\n/);
    expect(text).toMatch(/X509v3 Authority Key Identifier/);
    expect(text.match(/Serial Number/g)).toHaveLength(2);
    expect(text.match(/CRL Reason Code: \n +Key Compromise/g)).toHaveLength(1);
    const check = (name: string) =>
      workshop.run('openssl', [
        'verify',
        '-crl_check',
        '-CAfile',
        'ca.pem',
        '-CRLfile',
        'list.pem',
        `${name}.pem`,
      ]);
    expect((await check('good')).code).toBe(0);
    for (const name of ['stolen', 'plain']) expect((await check(name)).err).toContain('certificate revoked');
  },
);

test('the number of the list rises, also when two processes sign at once; its days are as asked', async () => {
  const { fingerprint } = await management.createAuthority.run({ name: 'Numbers', replace: true });
  const second = managementOn(database.appUrl, pepper);
  const lists = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      (index % 2 ? management : second).signCrl.run({
        ca: fingerprint.slice(0, 12),
        days: 3,
      }),
    ),
  );
  const numbers = lists.map(({ number }) => Number(number)).sort((a, b) => a - b);
  expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  for (const { thisUpdate, nextUpdate } of lists)
    expect(nextUpdate.getTime() - thisUpdate.getTime()).toBe(3 * 86_400_000);
  await database.sql(`UPDATE certificate_authority SET crl_number = 255 WHERE retired_at IS NULL`);
  await workshop.put('list.der', (await management.signCrl.run({})).der);
  expect(await workshop.openssl('crl -inform DER -in list.der -noout -crlnumber')).toMatch(
    /crlNumber=0x0?100$/m,
  );
});

test('an authority that was replaced still signs its own list, with what it signed', async () => {
  const old = await management.createAuthority.run({ name: 'Old', replace: true });
  const request = await makeRequest(workshop, 'older');
  const { info } = await management.signCertificate.run({ account: await open(), request });
  await management.createAuthority.run({ name: 'New', replace: true });
  await management.revokeCertificate.run({ fingerprint: info.fingerprint });
  const of = (ca?: string) => management.signCrl.run({ ...(ca && { ca }) });
  expect((await of()).revoked).toEqual([]);
  expect((await of(old.fingerprint)).revoked).toMatchObject([
    { serialNumber: info.serialNumber, reason: 'unspecified' },
  ]);
});

test('a certificate leaves the list long after it has expired, not before', async () => {
  await management.createAuthority.run({ name: 'Expiring', replace: true });
  const request = await makeRequest(workshop, 'expiring');
  const { info } = await management.signCertificate.run({ account: await open(), request });
  await management.revokeCertificate.run({ fingerprint: info.fingerprint });
  const expiredDaysAgo = async (days: number): Promise<number> => {
    await database.sql(
      `UPDATE certificate SET not_after = now() - $2 * interval '1 day' WHERE encode(fingerprint, 'hex') = $1`,
      [info.fingerprint, days],
    );
    return (await management.signCrl.run({})).revoked.length;
  };
  expect(await expiredDaysAgo(60)).toBe(1);
  expect(await expiredDaysAgo(91)).toBe(0);
});

test.each([
  [{ days: 0 }, 'invalid', 'days'],
  [{ days: 61 }, 'invalid', 'days'],
  [{ ca: 'abcdef0123' }, 'not_found', 'ca'],
  [{ ca: 'x' }, 'invalid', 'ca'],
])('a list for %j is %s', async (input, code, field) => {
  expect(await refusalOf(management.signCrl.run(input))).toMatchObject({ code, field });
});
