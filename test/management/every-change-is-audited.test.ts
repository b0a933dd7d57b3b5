import { expect, test } from 'vitest';
import type { AuditEvent } from '../../src/core/audit-event.js';
import type { UseCases } from '../../src/management/use-cases.js';
import { longAgo, makeCertificate } from '../support/certificates.js';
import { openBooks, refusalOf } from './open-books.js';

const { management } = await openBooks();

const newest = async (): Promise<AuditEvent | undefined> =>
  (await management.listAudit.run({ limit: 1 })).events[0];
const open = async (): Promise<{ id: string; clientId: string; secretId: string }> => {
  const { id } = await management.openAccount.run({ name: 'Loja' });
  const { credential } = await management.issueCredential.run({ account: id });
  return { id, clientId: credential.clientId, secretId: credential.secrets[0]?.id ?? '' };
};

/** Every use case that changes something: once done, once refused, with the targets that a refusal may name. */
const everyChange = async (): Promise<
  Partial<
    Record<keyof UseCases, { done: () => Promise<unknown>; refused: () => Promise<unknown>; names: string[] }>
  >
> => {
  const { id, clientId, secretId } = await open();
  const other = await open();
  const linked = await makeCertificate();
  const expired = await makeCertificate(longAgo);
  const unknown = 'account-987654-00000000';
  return {
    openAccount: {
      done: () => management.openAccount.run({ name: 'Loja' }),
      refused: () => management.openAccount.run({ name: '' }),
      names: [],
    },
    issueCredential: {
      done: () => management.issueCredential.run({ account: id }),
      refused: () => management.issueCredential.run({ account: '987654' }),
      names: ['account 987654'],
    },
    allowContract: {
      done: () => management.allowContract.run({ clientId, contract: 'pix', policy: 'none' }),
      refused: () => management.allowContract.run({ clientId, contract: 'avista', policy: 'none' }),
      names: [`credential ${clientId}`, `account ${id}`],
    },
    rotateSecret: {
      done: () => management.rotateSecret.run({ clientId }),
      refused: () => management.rotateSecret.run({ clientId }),
      names: [`credential ${clientId}`, `account ${id}`],
    },
    retireSecret: {
      done: () => management.retireSecret.run({ clientId, secretId }),
      refused: () => management.retireSecret.run({ clientId, secretId: '987654' }),
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
    changeAccount: {
      done: () => management.changeAccount.run({ account: other.id, name: 'Outra' }),
      refused: () => management.changeAccount.run({ account: '987654', name: 'Outra' }),
      names: ['account 987654'],
    },
    revokeTokens: {
      done: () => management.revokeTokens.run({ account: other.id }),
      refused: () => management.revokeTokens.run({ account: '987654' }),
      names: ['account 987654'],
    },
    createOperator: {
      done: async () =>
        management.createOperator.run({ name: 'Ana', pem: (await makeCertificate()).certPem }),
      refused: () => management.createOperator.run({ name: 'Eva', pem: expired.certPem }),
      names: [],
    },
  };
};

/** They change nothing; whoever adds a use case decides which of the two it is. */
const readers: readonly (keyof UseCases)[] = [
  'listAccounts',
  'showAccount',
  'showCredential',
  'listCertificates',
  'inspectCertificate',
  'inspectKeptCertificate',
  'explainRefusal',
  'listRefusals',
  'listAudit',
  'verifyAudit',
  'exportAudit',
];

test('every use case that changes something leaves an event when it is done, and one when it is refused', async () => {
  const changes = await everyChange();
  expect([...Object.keys(changes), ...readers].sort()).toEqual(Object.keys(management).sort());
  for (const [name, { done, refused, names }] of Object.entries(changes)) {
    const start = Number((await newest())?.id);
    await done();
    const after = await newest();
    expect(after, name).toMatchObject({ id: String(start + 1), outcome: 'done' });
    const { message } = await refusalOf(refused());
    expect(await newest(), name).toMatchObject({
      id: String(start + 2),
      action: after?.action,
      outcome: 'refused',
      reason: message,
      targets: names,
      before: null,
      after: null,
    });
  }
});
