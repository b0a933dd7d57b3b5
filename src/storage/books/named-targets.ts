import {
  accountTarget,
  authorityTarget,
  certificateTarget,
  clientCaTarget,
  credentialTarget,
  keyTarget,
  type NamedThings,
  realmUserTarget,
  refreshFamilyTarget,
  tokenTarget,
} from '../../core/audit-event.js';
import type { BookReader } from '../../core/books.js';
import {
  accountIdFrom,
  clientIdFrom,
  type Fingerprint,
  fingerprintStartFrom,
  givenTokenIdFrom,
  isMadeClientId,
  familyIdFrom,
} from '../../core/ids.js';

/**
 * What may be written down of what was named. People paste secrets into every field, and the trail is for ever: an account's
 * number and a token's UUIDv7 are nothing else, a client id must exist or have the form that we make, and everything else must be
 * in the books.
 */
export const namedTargets = async (books: BookReader, named: NamedThings): Promise<string[]> => {
  const found = [
    named.route === undefined ? [] : [named.route],
    await credentialNamed(books, named),
    await tokenNamed(books, named),
    await familyNamed(books, named),
    accountNamed(named),
    await realmUserNamed(books, named),
    await certificateNamed(books, named),
    await authorityNamed(books, named),
    await clientCaNamed(books, named),
    await keyNamed(books, named),
  ];
  return [...new Set(found.flat())];
};

const credentialNamed = async (
  books: BookReader,
  { clientId: text = '' }: NamedThings,
): Promise<string[]> => {
  const id = clientIdFrom(text);
  const credential = id && (await books.credential(id));
  if (credential) return [credentialTarget(credential.clientId), accountTarget(credential.accountId)];
  return id && isMadeClientId(id) ? [credentialTarget(id)] : [];
};

const tokenNamed = async (books: BookReader, { tokenId: text = '' }: NamedThings): Promise<string[]> => {
  const id = givenTokenIdFrom(text.toLowerCase());
  if (!id) return [];
  const owner = await books.accountOfToken(id);
  return [tokenTarget(id), ...(owner ? [accountTarget(owner)] : [])];
};

const familyNamed = async (books: BookReader, { familyId: text = '' }: NamedThings): Promise<string[]> => {
  const id = familyIdFrom(text.toLowerCase());
  const family = id && (await books.families.byId(id));
  return family ? [refreshFamilyTarget(family.id), accountTarget(family.accountId)] : [];
};

const accountNamed = ({ account: text = '' }: NamedThings): string[] => {
  const id = accountIdFrom(text);
  return id ? [accountTarget(id)] : [];
};

const realmUserNamed = async (books: BookReader, { username = '' }: NamedThings): Promise<string[]> => {
  // As src/management/realm-fields.ts folds it.
  const user = await books.realmUsers.byName(username.trim().toLowerCase());
  return user ? [accountTarget(user.accountId), realmUserTarget(user.username)] : [];
};

/** First digits mean one of the account's when an account was named with them, as for unlinking; else one of all. */
const certificateNamed = async (
  books: BookReader,
  { account = '', fingerprint: text = '' }: NamedThings,
): Promise<string[]> => {
  const start = fingerprintStartFrom(text);
  if (start === null) return [];
  const id = accountIdFrom(account);
  const linked = id ? await books.certificatesOf(id) : [];
  const own = beginning(
    linked.map((link) => link.fingerprint),
    start,
  );
  return onlyOne(own.length > 0 ? own : await books.fingerprintsFrom(start)).map(certificateTarget);
};

const authorityNamed = async (books: BookReader, { authority = '' }: NamedThings): Promise<string[]> => {
  const start = fingerprintStartFrom(authority);
  if (start === null) return [];
  const all = (await books.authorities()).map(({ fingerprint }) => fingerprint);
  return onlyOne(beginning(all, start)).map(authorityTarget);
};

/** Also one that was removed already. */
const clientCaNamed = async (books: BookReader, { clientCa = '' }: NamedThings): Promise<string[]> => {
  const start = fingerprintStartFrom(clientCa);
  if (start === null) return [];
  const bundle = (await books.trustedAuthorities.all()).map(({ fingerprint }) => fingerprint);
  const inBundle = beginning(bundle, start);
  const meant = inBundle.length > 0 ? inBundle : beginning(await books.trustedAuthorities.removed(), start);
  return onlyOne(meant).map(clientCaTarget);
};

const keyNamed = async (books: BookReader, { kid }: NamedThings): Promise<string[]> => {
  if (kid === undefined) return [];
  return (await books.keys()).filter((key) => key.kid === kid).map((key) => keyTarget(key.kid));
};

const beginning = (fingerprints: readonly Fingerprint[], start: string): Fingerprint[] =>
  fingerprints.filter((fingerprint) => fingerprint.startsWith(start));

/** Digits with which more than one begins name none. */
const onlyOne = (fingerprints: readonly Fingerprint[]): readonly Fingerprint[] =>
  fingerprints.length === 1 ? fingerprints : [];
