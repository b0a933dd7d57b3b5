import { expect, test } from 'vitest';
import type { AccountId, ClientId, Fingerprint, SecretId } from '../../src/core/shared/ids.js';
import type { MerchantContext } from '../../src/core/shared/merchant-context.js';
import { suspendAccount } from '../../src/management/accounts/suspend-account.js';
import {
  restrictChange,
  restrictRead,
  restrictRevoke,
} from '../../src/management/restrict-to-own-account.js';
import type { OwnAccountUseCase } from '../../src/management/use-case.js';
import { ManagementPool } from '../../src/storage/transaction/management-pool.js';
import { PostgresUnitOfWork } from '../../src/storage/unit-of-work/postgres-unit-of-work.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { openTestManagement, refusalOf, testOperation, unguarded } from './open-test-management.js';

const { management, database } = await openTestManagement();
const connection = new ManagementPool({ url: () => database.appUrl, timeoutMs: 5000 });
afterFile(() => connection.close());
const unitOfWork = new PostgresUnitOfWork(connection);

interface Thing {
  readonly id: AccountId;
  readonly clientId: ClientId;
  readonly secretId: SecretId;
  readonly fingerprint: Fingerprint;
}

const open = async (): Promise<Thing> => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  const { credential } = await management.createCredential.run({ account: id });
  const { certPem: pem } = await makeCertificate();
  const { info } = await management.linkCertificate.run({ account: id, pem });
  const secretId = credential.secrets[0]?.id ?? ('0' as SecretId);
  return { id, clientId: credential.clientId, secretId, fingerprint: info.fingerprint };
};

const ownerOf = ({ id: accountId, clientId, secretId, fingerprint }: Thing): MerchantContext => ({
  ...{ accountId, clientId, secretId, fingerprint },
  onlyClientId: null,
  tokenIsNarrowed: false,
});

/** Noun and method of everything that is there. */
const methodsOf = (tx: object): string[] =>
  Object.entries(tx).flatMap(([noun, repository]: [string, unknown]) =>
    typeof repository === 'function'
      ? noun
      : Object.keys(Object(repository) as object).map((method) => `${noun}.${method}`),
  );

const reading = [
  'accounts.find',
  'cas.list',
  'certificates.accountsLinkedTo',
  'certificates.ofAccount',
  'certificates.revokedForKey',
  'certificates.wasLinkedTo',
  'clientCas.list',
  'credentials.everHad',
  'credentials.find',
  'credentials.ofAccount',
  'now',
];
const changing = [
  'accounts.lock',
  'certificates.link',
  'certificates.store',
  'credentials.addSecret',
  'credentials.expireSecret',
  'credentials.lock',
  'credentials.retireExpiredSecrets',
];
const revoking = ['certificates.unlink', 'credentials.revokeSecret'];

test('whatever of a transaction is not meant for self-service is not there, for any caller', async () => {
  const owner = ownerOf(await open());
  const read = await unitOfWork.read(async (tx) => methodsOf(restrictRead(tx, owner)));
  expect(read.sort()).toEqual(reading);
  const changed = await unitOfWork.change(testOperation, unguarded, async (tx) =>
    methodsOf(restrictChange(tx, owner)),
  );
  expect(changed.sort()).toEqual([...reading, ...changing].sort());
  const revoked = await unitOfWork.revoke(testOperation, unguarded, async (tx) =>
    methodsOf(restrictRevoke(tx, owner)),
  );
  expect(revoked.sort()).toEqual([...reading, ...changing, ...revoking].sort());
});

test('a use case that asks for more does not compile for self-service', () => {
  // @ts-expect-error A merchant may not suspend: there is no such method.
  const own: OwnAccountUseCase<string, unknown> = suspendAccount;
  expect(own.action).toBe('account.suspend');
});

test("another account's things are not there, and are refused in the words for what never was", async () => {
  const [own, other] = [await open(), await open()];
  const owner = ownerOf(own);
  const seen = await unitOfWork.read(async (tx) => {
    const { accounts, credentials, certificates } = restrictRead(tx, owner);
    return [
      await accounts.find(other.id),
      await credentials.find(other.clientId),
      await credentials.ofAccount(other.id),
      await certificates.ofAccount(other.id),
    ];
  });
  expect(seen).toEqual([null, null, [], []]);
  const lock = unitOfWork.change(testOperation, unguarded, (tx) =>
    restrictChange(tx, owner).accounts.lock(other.id),
  );
  expect(await refusalOf(lock)).toMatchObject({
    code: 'not_found',
    message: `account: there is no account ${other.id}`,
  });
  const lockCredential = (clientId: ClientId) =>
    refusalOf(
      unitOfWork.change(testOperation, unguarded, (tx) =>
        restrictChange(tx, owner).credentials.lock(clientId),
      ),
    );
  const neverThere = await lockCredential('never-there' as ClientId);
  expect(neverThere).toMatchObject({ code: 'not_found', field: 'client id' });
  expect(await lockCredential(other.clientId)).toEqual(neverThere);
  const own404 = await refusalOf(management.showAccount.run('987654'));
  expect(own404.message).toBe('account: there is no account 987654');
});

test('a certificate of another account is refused without a word about which account it is', async () => {
  const [owner, other] = [ownerOf(await open()), await open()];
  const requested = unitOfWork.read((tx) =>
    restrictRead(tx, owner).certificates.accountsLinkedTo(other.fingerprint),
  );
  const refused = await refusalOf(requested);
  expect(refused).toMatchObject({ code: 'conflict', field: 'certificate' });
  expect(refused.message).toContain('already linked to another account');
  expect(refused.message).not.toContain(other.id);
});

test('a change is refused when what the request stands on was taken away meanwhile', async () => {
  const own = await open();
  const lock = () =>
    unitOfWork.change(testOperation, unguarded, (tx) =>
      restrictChange(tx, ownerOf(own)).accounts.lock(own.id),
    );
  await expect(lock()).resolves.toMatchObject({ id: own.id });
  await management.unlinkCertificate.run({ account: own.id, fingerprint: own.fingerprint });
  expect(await refusalOf(lock())).toMatchObject({ code: 'conflict', field: 'token' });
});
