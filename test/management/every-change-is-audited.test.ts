import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCa } from '../../src/cli/deployment/pki.js';
import { Secret } from '../../src/core/credentials/secret.js';
import type { ListedEvent } from '../../src/management/audit/list-audit.js';
import { currently, longAgo, makeCertificate, testAuthority } from '../support/certificates.js';
import { makeRequest, newKeys, openWorkshop } from '../support/openssl.js';
import { changeOfTrail } from './change-of-trail.js';
import { changesOfNotices } from './changes-of-notices.js';
import { changesOfUsers } from './changes-of-users.js';
import { contentOfTables, dryRunOf, withoutNew } from './dry-runs.js';
import { managementOn, openTestManagement, refusalOf, tester } from './open-test-management.js';
import { type TestUseCases, useCasesOf } from './use-cases.js';

const { whole, database, pepper } = await openTestManagement();
const caller = { ...tester, dryRun: false };
const management = useCasesOf(whole, caller);

const newest = async (): Promise<ListedEvent | undefined> =>
  (await management.listAudit.run({ limit: 1 })).events[0];
const open = async (): Promise<{ id: string; clientId: string; secretId: string }> => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  const { credential } = await management.createCredential.run({ account: id });
  return { id, clientId: credential.clientId, secretId: credential.secrets[0]?.id ?? '' };
};

interface Change {
  readonly done: () => Promise<unknown>;
  readonly refused: () => Promise<unknown>;
  /** What the refusal names; asked after it. */
  readonly names: string[] | (() => Promise<string[]>);
}
type Changes = Partial<Record<keyof TestUseCases, Change>>;

/** The authority is made first; what it signs is an account's. */
const changesOfCertificates = async (account: string): Promise<Changes> => {
  const workshop = await openWorkshop();
  const request = await makeRequest(workshop, 'audited');
  await workshop.openssl(
    `req -x509 -new ${newKeys['P-256']} -nodes -days 9 -subj /CN=Theirs -keyout ca.key -out ca.pem -addext keyUsage=critical,keyCertSign,cRLSign`,
  );
  const pem = await readFile(join(workshop.folder, 'ca.pem'), 'utf8');
  const key = new Secret(await readFile(join(workshop.folder, 'ca.key'), 'utf8'));
  const { certPem, fingerprint } = await makeCertificate();
  await management.linkCertificate.run({ account, pem: certPem });
  const signs = async (): Promise<string> =>
    (await management.showAuthority.run()).cas.at(-1)?.fingerprint ?? '';
  return {
    createAuthority: {
      done: () => management.createAuthority.run({}),
      refused: () => management.createAuthority.run({}),
      names: [],
    },
    signCertificate: {
      done: () => management.signCertificate.run({ account, request }),
      refused: () => management.signCertificate.run({ account: '987654', request }),
      names: ['account 987654'],
    },
    makeClientBundle: {
      done: () => management.makeClientBundle.run({ account, request }),
      refused: () => management.makeClientBundle.run({ account: '987654', request }),
      names: ['account 987654'],
    },
    revokeCertificate: {
      done: () => management.revokeCertificate.run({ fingerprint }),
      refused: () =>
        management.revokeCertificate.run({ fingerprint: fingerprint.slice(0, 16), reason: 'no reason' }),
      names: [`certificate ${fingerprint}`],
    },
    signCrl: {
      done: () => management.signCrl.run({}),
      refused: async () => management.signCrl.run({ ca: (await signs()).slice(0, 16), days: 1000 }),
      names: async () => [`ca ${await signs()}`],
    },
    importAuthority: {
      done: () => management.importAuthority.run({ pem, key, replace: true }),
      refused: () => management.importAuthority.run({ pem, key }),
      names: [],
    },
  };
};

const changesOfClientCas = async (): Promise<Changes> => {
  const [first, second, unrelated] = [
    await createCa({ commonName: 'First', ...currently }),
    await createCa({ commonName: 'Second', ...currently }),
    await createCa({ commonName: 'Unrelated', ...currently }),
  ];
  // Otherwise the test could not know whether an operator was left.
  const ofOperators = await testAuthority();
  const leaf = (await makeCertificate()).certPem;
  return {
    importClientCas: {
      done: () => management.importClientCas.run({ pem: first.certPem + ofOperators.certPem }),
      refused: () => management.importClientCas.run({ pem: 'nonsense' }),
      names: [],
    },
    addClientCas: {
      done: () => management.addClientCas.run({ pem: second.certPem }),
      refused: () => management.addClientCas.run({ pem: leaf }),
      names: [],
    },
    removeClientCa: {
      done: () => management.removeClientCa.run({ fingerprint: first.fingerprint, force: true }),
      refused: () =>
        management.removeClientCa.run({
          fingerprint: ofOperators.fingerprint.slice(0, 16).toUpperCase(),
        }),
      names: [`client-ca ${ofOperators.fingerprint}`],
    },
    writeClientCas: {
      done: () => management.writeClientCas.run({ current: null }),
      // What the file has was never in the bundle: nothing of it is named.
      refused: () => management.writeClientCas.run({ current: unrelated.certPem }),
      names: [],
    },
  };
};

const changesOfKeys = (): Changes => ({
  rotateKey: {
    done: () => management.rotateKey.run({}),
    refused: () => management.rotateKey.run({}),
    names: ['signing keys'],
  },
  revokeKey: {
    done: async () => management.revokeKey.run((await management.listKeys.run())[0]?.kid ?? ''),
    refused: () => management.revokeKey.run('hs-0000000000000000'),
    names: ['signing keys'],
  },
  resealKeys: {
    done: () => management.resealKeys.run(),
    refused: () => managementOn(database.appUrl, pepper, randomBytes(32)).resealKeys.run(),
    names: [],
  },
  pepperDigests: {
    done: () => management.pepperDigests.run(),
    refused: () => managementOn(database.appUrl, randomBytes(32)).pepperDigests.run(),
    names: [],
  },
});

/** Every use case that changes something: once done, once refused, with the targets that a refusal may name. */
const everyChange = async (): Promise<Changes> => {
  const { id, clientId, secretId } = await open();
  const other = await open();
  const linked = await makeCertificate();
  const expired = await makeCertificate(longAgo);
  const unknown = 'account-987654-00000000';
  return {
    createAccount: {
      done: () => management.createAccount.run({ name: 'Loja' }),
      refused: () => management.createAccount.run({ name: '' }),
      names: [],
    },
    createCredential: {
      done: () => management.createCredential.run({ account: id }),
      refused: () => management.createCredential.run({ account: '987654' }),
      names: ['account 987654'],
    },
    setContractPolicy: {
      done: () => management.setContractPolicy.run({ clientId, contract: 'pix', policy: 'none' }),
      refused: () => management.setContractPolicy.run({ clientId, contract: 'avista', policy: 'none' }),
      names: [`credential ${clientId}`, `account ${id}`],
    },
    rotateSecret: {
      done: () => management.rotateSecret.run({ clientId }),
      refused: () => management.rotateSecret.run({ clientId }),
      names: [`credential ${clientId}`, `account ${id}`],
    },
    registerKey: {
      done: () => management.registerKey.run({ clientId, jwksUri: 'https://keys.example.com/jwks.json' }),
      refused: () => management.registerKey.run({ clientId, subjectDn: 'CN=another' }),
      names: [`credential ${clientId}`, `account ${id}`],
    },
    revokeSecret: {
      done: () => management.revokeSecret.run({ clientId, secretId }),
      refused: () => management.revokeSecret.run({ clientId, secretId: '987654' }),
      names: [`credential ${clientId}`, `account ${id}`],
    },
    linkCertificate: {
      done: () => management.linkCertificate.run({ account: id, pem: linked.certPem }),
      refused: () => management.linkCertificate.run({ account: other.id, pem: linked.certPem }),
      names: [`account ${other.id}`],
    },
    unlinkCertificate: {
      done: () => management.unlinkCertificate.run({ account: id, fingerprint: linked.fingerprint }),
      refused: () => management.unlinkCertificate.run({ account: other.id, fingerprint: linked.fingerprint }),
      names: [`account ${other.id}`, `certificate ${linked.fingerprint}`],
    },
    revokeCredential: {
      done: () => management.revokeCredential.run(clientId),
      refused: () => management.revokeCredential.run(unknown),
      names: [`credential ${unknown}`],
    },
    exportAccount: {
      done: () => management.exportAccount.run(id),
      refused: () => management.exportAccount.run('987654'),
      names: ['account 987654'],
    },
    suspendAccount: {
      done: () => management.suspendAccount.run(id),
      refused: () => management.suspendAccount.run('987654'),
      names: ['account 987654'],
    },
    reactivateAccount: {
      done: () => management.reactivateAccount.run(id),
      refused: () => management.reactivateAccount.run('987654'),
      names: ['account 987654'],
    },
    updateAccount: {
      done: () => management.updateAccount.run({ account: other.id, name: 'Outra' }),
      refused: () => management.updateAccount.run({ account: '987654', name: 'Outra' }),
      names: ['account 987654'],
    },
    revokeTokens: {
      done: () => management.revokeTokens.run({ account: other.id }),
      refused: () => management.revokeTokens.run({ tokenId: '019C2161-0000-7000-8000-000000000001' }),
      names: ['token 019c2161-0000-7000-8000-000000000001'],
    },
    createOperator: {
      done: async () =>
        management.createOperator.run({ name: 'Ana', pem: (await makeCertificate()).certPem }),
      refused: () => management.createOperator.run({ name: 'Eva', pem: expired.certPem }),
      names: [],
    },
    ...(await changesOfCertificates(other.id)),
    ...(await changesOfClientCas()),
    ...changesOfKeys(),
    ...changesOfUsers(management, other.id),
    ...changesOfNotices(management, database, other.id),
    recordArchive: changeOfTrail(management),
    importAccount: {
      done: () =>
        management.importAccount.run({
          account: { name: 'Imported' },
          credentials: [
            {
              clientId: 'imported',
              secrets: [{ secret: new Secret('gopher unlit crayon sprout badge wafer') }],
            },
          ],
          certificates: [],
        }),
      refused: () => management.importAccount.run({ account: '987654', credentials: [], certificates: [] }),
      names: ['account 987654'],
    },
  };
};

/** They change nothing; the author of a use case decides which of the two it is. */
const readers: readonly (keyof TestUseCases)[] = [
  'listAccounts',
  'showAccount',
  'showCredential',
  'listCertificates',
  'inspectCertificate',
  'inspectStoredCertificate',
  'explainRefusal',
  'listRefusals',
  'listAudit',
  'verifyAudit',
  'exportAudit',
  'showAuthority',
  ...(['listClientCas', 'showClientCa', 'listKeys', 'listRealmUsers'] as const),
  'pepperStatus',
];

test('every use case that changes something leaves an event when it is done, and one when it is refused', async () => {
  const changes = await everyChange();
  expect([...Object.keys(changes), ...readers].sort()).toEqual(Object.keys(management).sort());
  const seen = new Set<string>();
  for (const [name, { done, refused, names }] of Object.entries(changes)) {
    const tables = await contentOfTables(database);
    const shown = await dryRunOf(caller, done);
    expect(await contentOfTables(database), `${name}, as a dry run`).toEqual(tables);
    const start = Number((await newest())?.id);
    await done();
    const after = await newest();
    expect(after, name).toMatchObject({ id: String(start + 1), outcome: 'done', action: shown?.action });
    // What it would take away. What it creates gets other ids each time.
    expect(withoutNew(shown?.before), name).toEqual(withoutNew(after?.before));
    seen.add(after?.action ?? '');
    const { message } = await refusalOf(refused());
    expect(await newest(), name).toMatchObject({
      id: String(start + 2),
      action: after?.action,
      outcome: 'refused',
      reason: message,
      targets: typeof names === 'function' ? await names() : names,
      before: null,
      after: null,
    });
  }
  // A merchant's own (test/self-service), and the end of a change that waits (test/admin/approvals.test.ts).
  for (const ofMerchants of ['certificate.renew', 'credential.rotate-key-set']) seen.add(ofMerchants);
  for (const end of ['reject', 'withdraw']) seen.add(`approval.${end}`);
  expect([...seen].sort()).toEqual(actionsOf(whole));
});

/** The actions of every use case that the product has, by whatever noun. */
const actionsOf = (nouns: object): string[] => {
  const useCases = Object.values(nouns).flatMap((noun: unknown): unknown[] =>
    Object.values(Object(noun) as object),
  );
  const actions = useCases.flatMap((useCase: unknown) =>
    typeof useCase === 'object' && useCase !== null && 'action' in useCase ? [String(useCase.action)] : [],
  );
  return [...new Set(actions)].sort();
};

test('after all of these changes, no permission is without an event that explains it', async () => {
  expect(await management.verifyAudit.run()).toMatchObject({
    broken: null,
    unexplained: [],
  });
});
