import {
  accountTarget,
  certificateTarget,
  credentialTarget,
  refreshFamilyTarget,
  tokenTarget,
} from '../../core/audit/audit-event.js';
import type { FamilyEnding } from '../../core/realm/refresh-family.js';
import { familyIdFrom, fingerprintFrom, givenTokenIdFrom } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { RevokeTransaction } from '../../core/shared/unit-of-work.js';
import { ofAccount, ofCertificate, ofCredential, ofSecret, ofToken } from '../../core/tokens/revocation.js';
import { accountId, clientId, invalid, secretId } from '../fields.js';
import type { UseCase } from '../use-case.js';

/** Which tokens: exactly one of these; a secret together with the client id whose it is. */
export interface TokenSelection {
  /** The claim `jti`. */
  readonly tokenId?: string;
  readonly account?: string;
  readonly clientId?: string;
  readonly secretId?: string;
  readonly fingerprint?: string;
  /** The claim `session_state` of a user's token: his login, with its refresh token. */
  readonly familyId?: string;
  /** Why a family ends, as it is kept of it. Left out: `revoked`. */
  readonly why?: FamilyEnding;
}

export interface EndedTokens {
  /** In the words of the audit trail, e.g. `account 7`. */
  readonly ended: string;
}

/**
 * Ends tokens that were issued, and nothing else: their clients may get others. For a token that leaked; what it was got
 * with is retired, unlinked or suspended by other use cases. Again is harmless.
 */
export const revokeTokens: UseCase<TokenSelection, EndedTokens> = {
  action: 'token.revoke',
  names: ({ tokenId, account, clientId: client, fingerprint, familyId }) => ({
    ...{ tokenId, account, clientId: client, fingerprint, familyId },
  }),
  prepare: (meant) => {
    const end = ending(meant);
    return { kind: 'revokes', run: async (tx) => ({ ended: await end(tx) }) };
  },
};

type Ending = (tx: RevokeTransaction) => Promise<string>;

const ending = (meant: TokenSelection): Ending => {
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
  if (familyId !== undefined) return ofAFamily(familyId, meant.why ?? 'revoked');
  return client !== undefined && secret !== undefined
    ? ofASecret(client, secret)
    : ofACredential(client ?? '');
};

const ofOne = (text: string): Ending => {
  const id = givenTokenIdFrom(text.toLowerCase());
  if (!id)
    throw invalid('token id', 'must be the claim jti of a token, a UUID; the token itself is not asked');
  return async (tx) => {
    const owner = await tx.tokens.accountOf(id);
    if (!owner)
      throw unknown('token id', 'no token with this id was issued, or its record was dropped since');
    await tx.tokens.end(ofToken(id), tokenTarget(id));
    await tx.accounts.lock(owner);
    return tokenTarget(id);
  };
};

const ofAnAccount = (text: string): Ending => {
  const id = accountId(text);
  return async (tx) => {
    const locked = await tx.accounts.lock(id);
    await tx.tokens.end(ofAccount(id), accountTarget(id));
    // A refresh token is a token as well: left alone it would make others of those that are ended.
    await tx.refreshFamilies.endAllOf(locked, 'all tokens of the account were revoked');
    return accountTarget(id);
  };
};

const ofACredential = (text: string): Ending => {
  const id = clientId(text);
  return async (tx) => {
    await tx.credentials.lock(id);
    await tx.tokens.end(ofCredential(id), credentialTarget(id));
    return credentialTarget(id);
  };
};

/** Of a live one: the tokens of a retired one ended with it. */
const ofASecret = (client: string, text: string): Ending => {
  const [owner, id] = [clientId(client), secretId(text)];
  return async (tx) => {
    const { secrets } = await tx.credentials.lock(owner);
    // The number is not repeated: it may be a secret that the caller took for its id.
    if (!secrets.some((secret) => secret.id === id))
      throw unknown('secret id', `${owner} has no such live secret`);
    await tx.tokens.end(ofSecret(id), credentialTarget(owner));
    return `secret ${id}`;
  };
};

const ofACertificate = (text: string): Ending => {
  const fingerprint = fingerprintFrom(text);
  if (!fingerprint) throw invalid('fingerprint', "must be the certificate's SHA-256 in hex");
  return async (tx) => {
    if (!(await tx.certificates.find(fingerprint)))
      throw unknown('fingerprint', 'no certificate with it is in the books');
    await tx.tokens.end(ofCertificate(fingerprint), certificateTarget(fingerprint));
    return certificateTarget(fingerprint);
  };
};

const ofAFamily = (text: string, why: FamilyEnding): Ending => {
  const id = familyIdFrom(text.toLowerCase());
  if (!id)
    throw invalid('family', "must be the claim session_state of a user's token, a UUID; no token is asked");
  return async (tx) => {
    await tx.refreshFamilies.end(await tx.refreshFamilies.lock(id), why);
    return refreshFamilyTarget(id);
  };
};

const unknown = (field: string, problem: string): ManagementError =>
  new ManagementError('not_found', `${field}: ${problem}`, field);
