import { expect, test } from 'vitest';
import type { BookReader, BookRevoker } from '../../src/core/books.js';
import type { AccountId, Fingerprint, SecretId } from '../../src/core/ids.js';
import { OwnBooks } from '../../src/management/own-books.js';
import { BookConnection } from '../../src/storage/books/book-connection.js';
import { PostgresBooks } from '../../src/storage/books/postgres-books.js';
import { afterFile } from '../support/cleanup.js';
import { makeCertificate } from '../support/certificates.js';
import { openBooks, refusalOf, testDeed } from './open-books.js';

const { management, database } = await openBooks();
const connection = new BookConnection({ url: () => database.appUrl, timeoutMs: 5000 });
afterFile(() => connection.close());

interface Thing {
  readonly id: AccountId;
  readonly clientId: string;
  readonly secretId: SecretId;
  readonly fingerprint: Fingerprint;
}

const open = async (): Promise<Thing> => {
  const { id } = await management.openAccount.run({ name: 'Loja' });
  const { credential } = await management.issueCredential.run({ account: id });
  const { certPem: pem } = await makeCertificate();
  const { facts } = await management.linkCertificate.run({ account: id, pem });
  const secretId = credential.secrets[0]?.id ?? ('0' as SecretId);
  return { id, clientId: credential.clientId, secretId, fingerprint: facts.fingerprint };
};

const booksOf = ({ id: accountId, secretId, fingerprint }: Thing): OwnBooks =>
  new OwnBooks(new PostgresBooks(connection, testDeed), {
    ...{ accountId, secretId, fingerprint },
    narrowedTo: null,
  });

test('whatever of the books is not meant for self-service is not there, whoever asks for it', async () => {
  const books = booksOf(await open());
  const beyond: ((books: BookReader) => unknown)[] = [
    (book) => book.accounts({}),
    (book) => book.certificates({ after: null }),
    (book) => book.fingerprintsFrom('0'),
    (book) => book.certificate('0'.repeat(64) as Fingerprint),
    (book) => book.keys(),
    (book) => book.realmUsers,
    (book) => book.secretsByPepper(),
  ];
  for (const look of beyond)
    await expect(books.read(async (book) => look(book))).rejects.toThrow('may not use');
  const taking: ((books: BookRevoker) => unknown)[] = [
    (book) => book.holdKeys(),
    (book) => book.suspendAccount,
    (book) => book.revokeCertificate,
    (book) => book.openAccount,
    (book) => book.changeAccount,
    (book) => book.addCredential,
  ];
  for (const take of taking)
    await expect(books.revoke(async (book) => take(book))).rejects.toThrow('may not use');
});

test("another account's things are not there, and are refused in the words for what never was", async () => {
  const [own, other] = [await open(), await open()];
  const books = booksOf(own);
  const seen = await books.read(async (book) => [
    await book.account(other.id),
    await book.credentialsOf(other.id),
    await book.certificatesOf(other.id),
  ]);
  expect(seen).toEqual([null, [], []]);
  expect(await refusalOf(books.change((book) => book.holdAccount(other.id)))).toMatchObject({
    code: 'not_found',
    message: `account: there is no account ${other.id}`,
  });
  const own404 = await refusalOf(management.showAccount.run('987654'));
  expect(own404.message).toBe('account: there is no account 987654');
});

test('a change is refused when what the request stands on was taken away meanwhile', async () => {
  const own = await open();
  const books = booksOf(own);
  await expect(books.change((book) => book.holdAccount(own.id))).resolves.toMatchObject({ id: own.id });
  await management.unlinkCertificate.run({ account: own.id, fingerprint: own.fingerprint });
  expect(await refusalOf(books.change((book) => book.holdAccount(own.id)))).toMatchObject({
    code: 'conflict',
    field: 'token',
  });
});
