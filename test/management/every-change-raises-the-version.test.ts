import { expect, test } from 'vitest';
import { makeCertificate } from '../support/certificates.js';
import { openTestManagement } from './open-test-management.js';

const { management } = await openTestManagement();

test('every change to an account or anything below it raises its version, which the record of issue compares', async () => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  const { credential } = await management.createCredential.run({ account: id });
  const { clientId } = credential;
  const [secret] = credential.secrets;
  const certificate = await makeCertificate();
  const version = async (): Promise<number> => (await management.showAccount.run(id)).account.version;
  const changes = {
    issue: () => management.createCredential.run({ account: id }),
    rotate: () => management.rotateSecret.run({ clientId }),
    registerKey: () => management.registerKey.run({ clientId, jwksUri: 'https://keys.example.com/a' }),
    retire: () => management.revokeSecret.run({ clientId, secretId: secret?.id ?? '' }),
    rotateAtOnce: () => management.rotateSecret.run({ clientId, overlapSeconds: 0 }),
    widen: () => management.setContractPolicy.run({ clientId, contract: 'pix', policy: 'none' }),
    narrow: () => management.setContractPolicy.run({ clientId, contract: 'pix', policy: 'tls' }),
    end: () => management.setContractPolicy.run({ clientId, contract: 'pix', policy: 'off' }),
    link: () => management.linkCertificate.run({ account: id, pem: certificate.certPem }),
    unlink: () => management.unlinkCertificate.run({ account: id, fingerprint: certificate.fingerprint }),
    createUser: () => management.createRealmUser.run({ account: id, username: 'ana' }),
    narrowUser: () => management.updateRealmUser.run({ username: 'ana', scopes: ['pix:read'] }),
    widenUser: () => management.updateRealmUser.run({ username: 'ana', scopes: null }),
    setPassword: () => management.setRealmPassword.run('ana'),
    disableUser: () => management.disableRealmUser.run('ana'),
    enableUser: () => management.enableRealmUser.run('ana'),
    change: () => management.updateAccount.run({ account: id, name: 'Outra' }),
    narrowAccount: () => management.updateAccount.run({ account: id, scopes: ['pix:read'] }),
    endTokens: () => management.revokeTokens.run({ clientId }),
    revoke: () => management.revokeCredential.run(clientId),
    suspend: () => management.suspendAccount.run(id),
    reactivate: () => management.reactivateAccount.run(id),
  };
  for (const [name, change] of Object.entries(changes)) {
    const before = await version();
    await change();
    expect(await version(), name).toBeGreaterThan(before);
  }
});
