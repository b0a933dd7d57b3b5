import {
  accountTarget,
  certificateTarget,
  credentialTarget,
  refreshFamilyTarget,
  tokenTarget,
} from '../core/audit-event.js';
import type { BookRevoker, Books } from '../core/books.js';
import { fingerprintFrom, givenTokenIdFrom, familyIdFrom } from '../core/ids.js';
import { ManagementError } from '../core/management-error.js';
import type { FamilyEnding } from '../core/refresh-family.js';
import { ofAccount, ofCertificate, ofCredential, ofSecret, ofToken } from '../core/revocation.js';
import { accountId, clientId, invalid, secretId } from './fields.js';

/** Which tokens: exactly one of these; a secret together with the client id whose it is. */
export interface TokensMeant {
  /** The claim `jti`. */
  readonly tokenId?: string;
  readonly account?: string;
  readonly clientId?: string;
  readonly secretId?: string;
  readonly fingerprint?: string;
  /** The claim `session_state` of a user's token: his login, with its refresh token. */
  readonly familyId?: string;
}

export interface EndedTokens {
  /** In the words of the audit trail, e.g. `account 7`. */
  readonly ended: string;
}

/**
 * Ends tokens that were issued, and nothing else: whoever got them may get others. For a token that leaked; what it was got
 * with is retired, unlinked or suspended by other use cases.
 */
export class RevokeTokens {
  constructor(private readonly books: Books) {}

  /** Resolves when no older token of them can still be on its way. Again is harmless. `why`: as it is kept of a family. */
  async run(meant: TokensMeant, why: FamilyEnding = 'revoked'): Promise<EndedTokens> {
    const end = ending(meant, why);
    return this.books.revoke(async (books) => ({ ended: await end(books) }));
  }
}

type Ending = (books: BookRevoker) => Promise<string>;

const ending = (meant: TokensMeant, why: FamilyEnding): Ending => {
  const { tokenId, account, clientId: client, secretId: secret, fingerprint, familyId } = meant;
  const named = [tokenId, account, client, fingerprint, familyId].filter((text) => text !== undefined);
  if (named.length !== 1)
    throw invalid(
      'tokens',
      'name one of tokenId, account, clientId (secretId with it), fingerprint or familyId',
    );
  if (secret !== undefined && client === undefined)
    throw invalid('secret id', 'give the client id whose secret it is as well');
  if (tokenId !== undefined) return ofOne(tokenId);
  if (account !== undefined) return ofAnAccount(account);
  if (fingerprint !== undefined) return ofACertificate(fingerprint);
  if (familyId !== undefined) return ofAFamily(familyId, why);
  return client !== undefined && secret !== undefined
    ? ofASecret(client, secret)
    : ofACredential(client ?? '');
};

const ofOne = (text: string): Ending => {
  const id = givenTokenIdFrom(text.toLowerCase());
  if (!id)
    throw invalid('token id', 'must be the claim jti of a token, a UUID; the token itself is not asked');
  return async (books) => {
    const owner = await books.accountOfToken(id);
    if (!owner)
      throw unknown('token id', 'no token with this id was issued, or its record was dropped since');
    await books.endTokens(ofToken(id), tokenTarget(id));
    await books.holdAccount(owner);
    return tokenTarget(id);
  };
};

const ofAnAccount = (text: string): Ending => {
  const id = accountId(text);
  return async (books) => {
    const held = await books.holdAccount(id);
    await books.endTokens(ofAccount(id), accountTarget(id));
    // A refresh token is a token as well: left alone it would make others of those that are ended.
    await books.families.endAllOf(held, 'all tokens of the account were revoked');
    return accountTarget(id);
  };
};

const ofACredential = (text: string): Ending => {
  const id = clientId(text);
  return async (books) => {
    await books.holdCredential(id);
    await books.endTokens(ofCredential(id), credentialTarget(id));
    return credentialTarget(id);
  };
};

/** Of a live one: the tokens of a retired one ended with it. */
const ofASecret = (client: string, text: string): Ending => {
  const [owner, id] = [clientId(client), secretId(text)];
  return async (books) => {
    const { secrets } = await books.holdCredential(owner);
    // The number is not repeated: it may be a secret that somebody took for its id.
    if (!secrets.some((secret) => secret.id === id))
      throw unknown('secret id', `${owner} has no such live secret`);
    await books.endTokens(ofSecret(id), credentialTarget(owner));
    return `secret ${id}`;
  };
};

const ofACertificate = (text: string): Ending => {
  const fingerprint = fingerprintFrom(text);
  if (!fingerprint) throw invalid('fingerprint', "must be the certificate's SHA-256 in hex");
  return async (books) => {
    if (!(await books.certificate(fingerprint)))
      throw unknown('fingerprint', 'no certificate with it is in the books');
    await books.endTokens(ofCertificate(fingerprint), certificateTarget(fingerprint));
    return certificateTarget(fingerprint);
  };
};

const ofAFamily = (text: string, why: FamilyEnding): Ending => {
  const id = familyIdFrom(text.toLowerCase());
  if (!id)
    throw invalid('family', "must be the claim session_state of a user's token, a UUID; no token is asked");
  return async (books) => {
    await books.families.end(await books.families.hold(id), why);
    return refreshFamilyTarget(id);
  };
};

const unknown = (field: string, problem: string): ManagementError =>
  new ManagementError('not_found', `${field}: ${problem}`, field);
