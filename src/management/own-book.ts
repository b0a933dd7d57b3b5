import type { Account } from '../core/account.js';
import type { BookReader, BookRevoker, BookWriter } from '../core/books.js';
import type { Credential } from '../core/credential.js';
import type { Held } from '../core/held.js';
import type { AccountId, ClientId } from '../core/ids.js';
import { ManagementError } from '../core/management-error.js';
import type { Owner } from '../core/own-account.js';

/**
 * What is handed through as it is: it needs something that was held (and only one's own can be), or says nothing of anybody. What
 * is neither here nor below is not there, also what the books learn to do one day.
 */
const harmless: ReadonlySet<keyof BookRevoker> = new Set<keyof BookRevoker>([
  'addSecret',
  'authorities',
  'clearExpiredSecrets',
  'revokedForKey',
  'keepCertificate',
  'now',
]);

/** An hour, less what passes between the rule's look at the clock and this one. */
const overlapMsMin = 60 * 60 * 1000 - 60 * 1000;

/** Good certificates that an account may have by its own doing: enough for every program, and a renewal of each. */
const certificatesMax = 20;

/** Users, and whom NGINX trusts, are no part of self-service. */
type Own<Book extends BookReader> = Omit<Partial<Book>, 'realmUsers' | 'families' | 'trustedAuthorities'>;

/** One book, in which only the owner's things are. */
export const ownBook = <Book extends BookReader>(book: Book, owner: Owner): Book =>
  new Proxy(book, {
    get: (target, name) => {
      const method: unknown = Reflect.get(own(target, owner), name) ?? handedThrough(target, name);
      if (typeof method === 'function') return method;
      throw new Error(`self-service may not use ${String(name)} of the books`);
    },
  });

const handedThrough = (book: BookReader, name: string | symbol): unknown => {
  const method: unknown = Reflect.get(book, name);
  const isHarmless = [...harmless].some((known) => known === name);
  return isHarmless && typeof method === 'function' ? method.bind(book) : undefined;
};

const own = (book: BookReader, owner: Owner): Own<BookRevoker> => ({
  ...ownReading(book, owner),
  ...(isWriter(book) && ownWriting(book, owner)),
  ...(isRevoker(book) && ownRevoking(book, owner)),
});

const isWriter = (book: BookReader): book is BookWriter => 'holdAccount' in book;
const isRevoker = (book: BookReader): book is BookRevoker => 'retireSecret' in book;

const ownReading = (book: BookReader, { accountId }: Owner): Own<BookReader> => ({
  account: async (id) => (id === accountId ? book.account(id) : null),
  credential: async (clientId) => {
    const credential = await book.credential(clientId);
    return credential?.accountId === accountId ? credential : null;
  },
  credentialsOf: async (id) => (id === accountId ? book.credentialsOf(id) : []),
  certificatesOf: async (id) => (id === accountId ? book.certificatesOf(id) : []),
  accountsLinkedTo: async (fingerprint) => {
    const linked = await book.accountsLinkedTo(fingerprint);
    // Whose it is, is for nobody else to know.
    if (linked.some((id) => id !== accountId)) throw linkedElsewhere();
    return linked;
  },
});

const ownWriting = (book: BookWriter, owner: Owner): Own<BookWriter> => ({
  holdAccount: async (id) => {
    if (id !== owner.accountId) throw unknownAccount(id);
    return standing(book, await book.holdAccount(id), owner);
  },
  holdCredential: async (clientId) => {
    await assertOwn(book, clientId, owner.accountId);
    if (owner.narrowedTo !== null && clientId !== owner.narrowedTo) throw mayDoMore();
    const held = await book.holdCredential(clientId);
    return standing(book, held, owner);
  },
  linkCertificate: async (account, certificate) => {
    const linked = await book.certificatesOf(owner.accountId);
    const now = await book.now();
    const good = linked.filter(({ notAfter, revokedAt }) => revokedAt === null && now <= notAfter);
    // Whoever got hold of one merchant's key could fill the books otherwise.
    if (good.length >= certificatesMax) throw tooMany();
    await book.linkCertificate(account, certificate);
  },
  expireSecret: async (credential, secret, at) => {
    // A program that was started with it gets its next token within the half hour, and must be able to.
    if (at.getTime() < (await book.now()).getTime() + overlapMsMin) throw tooSoon();
    await book.expireSecret(credential, secret, at);
  },
});

/** Nobody takes away what his own request stands on: he would be locked out by the answer. */
const ownRevoking = (book: BookRevoker, { secretId, fingerprint }: Owner): Own<BookRevoker> => ({
  retireSecret: async (credential, secret) => {
    if (secret === secretId) throw standsOnSecret();
    return book.retireSecret(credential, secret);
  },
  unlinkCertificate: async (account, unlinked) => {
    if (unlinked === fingerprint) throw standsOnCertificate();
    return book.unlinkCertificate(account, unlinked);
  },
});

const assertOwn = async (book: BookReader, clientId: ClientId, owner: AccountId): Promise<void> => {
  const credential = await book.credential(clientId);
  if (credential?.accountId !== owner) throw unknownCredential();
};

/**
 * What is held, when what the request stands on is still good now that nobody else changes the account. Two who retire each
 * other's secret, or certificate, at once would leave none.
 */
const standing = async <T extends Held<Account> | Held<Credential>>(
  book: BookReader,
  held: T,
  { accountId, secretId, fingerprint }: Owner,
): Promise<T> => {
  const credentials = await book.credentialsOf(accountId);
  const certificates = await book.certificatesOf(accountId);
  const stands =
    (await book.account(accountId))?.status === 'active' &&
    credentials.some(
      ({ status, secrets }) => status === 'active' && secrets.some(({ id }) => id === secretId),
    ) &&
    certificates.some((linked) => linked.fingerprint === fingerprint && linked.revokedAt === null);
  if (stands) return held;
  throw new ManagementError(
    'conflict',
    'token: what it was got with was taken away a moment ago; get another token, then repeat this',
    'token',
  );
};

const unknownAccount = (id: AccountId): ManagementError =>
  new ManagementError('not_found', `account: there is no account ${id}`, 'account');

const unknownCredential = (): ManagementError =>
  new ManagementError('not_found', 'client id: there is no credential with this client id', 'client id');

/** Its secret would be shown to a program that may do less than it. */
const mayDoMore = (): ManagementError =>
  new ManagementError(
    'refused',
    'client id: this token may do less than the account, so it manages the secrets of its own client id alone; come with a token of ' +
      'a client id that has all scopes of the account, or ask the operator of the gateway',
    'client id',
  );

const linkedElsewhere = (): ManagementError =>
  new ManagementError(
    'conflict',
    'certificate: it is linked to another account already; if both are to have it, the operator of the gateway has to link it',
    'certificate',
  );

const tooMany = (): ManagementError =>
  new ManagementError(
    'conflict',
    `certificate: the account has ${String(certificatesMax)} good ones already; retire one first`,
    'certificate',
  );

const tooSoon = (): ManagementError =>
  new ManagementError('invalid', 'overlap: must be at least 3600 seconds', 'overlap');

const standsOnSecret = (): ManagementError =>
  new ManagementError(
    'conflict',
    'secret id: this token was got with it, so it does not end here at once; get a token with another secret, then retire this one',
    'secret id',
  );

const standsOnCertificate = (): ManagementError =>
  new ManagementError(
    'conflict',
    'fingerprint: this request came with it; come with the other certificate and a token got with that, then retire this one',
    'fingerprint',
  );
