import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { openWorkshop, type Workshop } from '../support/openssl.js';
import { openTestManagement, refusalOf } from './open-test-management.js';

const { management } = await openTestManagement();
let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});

const createAccount = async (): Promise<string> => (await management.createAccount.run({ name: 'Loja' })).id;

/** Another certificate on the key in the file, as a merchant would get one from another authority. */
const certify = async (key: string, name: string): Promise<string> => {
  await workshop.openssl(
    `req -x509 -new -key ${key} -subj /CN=${name} -days 9 -addext basicConstraints=critical,CA:FALSE -out ${name}.pem`,
  );
  return workshop.openssl(`x509 -in ${name}.pem`);
};

const keys = {
  'RSA-2048': 'genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048',
  'P-256': 'genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256',
  Ed25519: 'genpkey -algorithm ED25519',
};

test.each(Object.entries(keys))(
  'a certificate on a compromised key %s is linked no more, by any issuer and for any caller',
  async (name, words) => {
    await workshop.openssl(`${words} -out ${name}.key`);
    const [first, second] = [
      await certify(`${name}.key`, `${name}-first`),
      await certify(`${name}.key`, `${name}-second`),
    ];
    const [account, other] = [await createAccount(), await createAccount()];
    const { info } = await management.linkCertificate.run({ account, pem: first });
    const { fingerprint } = info;
    await management.revokeCertificate.run({ fingerprint, reason: 'superseded' });
    const linked = await management.linkCertificate.run({ account, pem: second });
    await management.unlinkCertificate.run({ account, fingerprint: linked.info.fingerprint });
    await management.revokeCertificate.run({ fingerprint, reason: 'keyCompromise' });
    for (const someone of [account, other])
      expect(await refusalOf(management.linkCertificate.run({ account: someone, pem: second }))).toEqual({
        code: 'refused',
        field: 'certificate',
        message:
          'certificate: a certificate with its key was revoked because the key was compromised: generate a new key',
      });
    const inspection = await management.inspectStoredCertificate.run(linked.info.fingerprint);
    expect(inspection.problems).toEqual([
      'a certificate with its key was revoked because the key was compromised: generate a new key',
    ]);
  },
);

test('neither an import nor an operator can bring it back', async () => {
  await workshop.openssl(`${keys['P-256']} -out leaked.key`);
  const [first, second] = [await certify('leaked.key', 'one'), await certify('leaked.key', 'two')];
  const { info } = await management.linkCertificate.run({ account: await createAccount(), pem: first });
  await management.revokeCertificate.run({ fingerprint: info.fingerprint, reason: 'keyCompromise' });
  const account = { name: 'Imported' };
  const credentials = [
    {
      clientId: 'imported-shop',
      secrets: [{ secret: new Secret('gopher unlit crayon sprout badge wafer') }],
    },
  ];
  const ways = [
    () => management.importAccount.run({ account, credentials, certificates: [second] }),
    () => management.createOperator.run({ name: 'Eva', pem: second }),
  ];
  for (const way of ways)
    expect(await refusalOf(way())).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('compromised') as string,
    });
});

test('the certificate that was revoked itself says that it was, and when', async () => {
  await workshop.openssl(`${keys.Ed25519} -out own.key`);
  const pem = await certify('own.key', 'own');
  const account = await createAccount();
  const { info } = await management.linkCertificate.run({ account, pem });
  await management.revokeCertificate.run({ fingerprint: info.fingerprint, reason: 'keyCompromise' });
  const { message } = await refusalOf(management.linkCertificate.run({ account, pem }));
  expect(message).toMatch(/^certificate: it was revoked on \S+ \(keyCompromise\)$/);
});

test("no attacker has another party's key refused by putting it into a certificate of their own", async () => {
  await workshop.openssl(`${keys['P-256']} -out victim.key`);
  await workshop.openssl(`${keys['P-256']} -out evil.key`);
  await workshop.openssl('pkey -in victim.key -pubout -outform DER -out victim.der');
  const spki = (await readFile(join(workshop.folder, 'victim.der')))
    .toString('hex')
    .replace(/../g, ':$&')
    .slice(1);
  await workshop.openssl(
    `req -x509 -new -key evil.key -subj /CN=evil -days 9 -addext basicConstraints=critical,CA:FALSE -addext 1.2.3.4.5=DER:${spki} -out evil.pem`,
  );
  const evil = await workshop.openssl('x509 -in evil.pem');
  const { info } = await management.linkCertificate.run({ account: await createAccount(), pem: evil });
  await management.revokeCertificate.run({ fingerprint: info.fingerprint, reason: 'keyCompromise' });
  const pem = await certify('victim.key', 'victim');
  const linked = await management.linkCertificate.run({ account: await createAccount(), pem });
  expect(linked.info.subject).toBe('CN=victim');
});
