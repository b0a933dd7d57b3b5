import { expect, test } from 'vitest';
import { longAgo, makeCertificate } from '../support/certificates.js';
import { openTestManagement, refusalOf } from './open-test-management.js';

const { database, management } = await openTestManagement();

test('an operator has an account, a credential for avista over TLS, a linked certificate and the admin scopes', async () => {
  const { certPem: pem, fingerprint } = await makeCertificate({ commonName: 'ana' });
  const { account, credential, secret, certificate } = await management.createOperator.run({
    name: 'Ana',
    pem,
  });
  expect(account).toMatchObject({ kind: 'operator', scopes: ['admin:read', 'admin:write', 'audit:read'] });
  expect(credential.contracts).toEqual([{ contract: 'avista', policy: 'tls' }]);
  expect(secret?.shape).toBe('generated');
  expect(certificate.info.fingerprint).toBe(fingerprint);
  const page = await management.showAccount.run(account.id);
  expect(page.certificates.map((linked) => linked.fingerprint)).toEqual([fingerprint]);
});

test('when the certificate cannot be linked, no part of the operator is left', async () => {
  const rows = async (): Promise<unknown> =>
    database.sql(
      'SELECT (SELECT count(*) FROM account) AS a, (SELECT count(*) FROM credential) AS c, (SELECT count(*) FROM certificate) AS x',
    );
  const before = await rows();
  const { certPem: pem } = await makeCertificate(longAgo);
  expect(await refusalOf(management.createOperator.run({ name: 'Eva', pem }))).toMatchObject({
    code: 'refused',
  });
  expect(await rows()).toEqual(before);
});
