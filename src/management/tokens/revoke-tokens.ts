import {
  accountTarget,
  certificateTarget,
  credentialTarget,
  refreshFamilyTarget,
  tokenTarget,
} from '../../core/audit/audit-event.js';
import {
  type AccountId,
  familyIdFrom,
  fingerprintFrom,
  givenTokenIdFrom,
  type TokenId,
} from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { ReadTransaction, RevokeTransaction } from '../../core/shared/unit-of-work.js';
import { ofAccount, ofCertificate, ofCredential, ofSecret, ofToken } from '../../core/tokens/revocation.js';
import { invalid, parseAccountId, parseClientId, parseSecretId } from '../fields.js';
import type { UseCase } from '../use-case.js';

/** Selects tokens by exactly one of these; a secret needs its client id as well. */
export interface RevokeTokensInput {
  /** The claim `jti`. */
  readonly tokenId?: string;
  readonly account?: string;
  readonly clientId?: string;
  readonly secretId?: string;
  readonly fingerprint?: string;
  /** The claim `session_state` of a user's token: the user's login, with its refresh token. */
  readonly familyId?: string;
}

export interface EndedTokens {
  /** The ended tokens in the words of the audit trail, e.g. `account 7`. */
  readonly ended: string;
}

/**
 * Revokes issued tokens, and nothing else: their clients can get others. It is meant for a token that
 * leaked; its secret, certificate or account is revoked, unlinked or suspended by other use cases.
 * Repeating it is harmless.
 */
export const revokeTokens: UseCase<RevokeTokensInput, EndedTokens> = {
  action: 'token.revoke',
  targetsOf: ({ tokenId, account, clientId: client, fingerprint, familyId }) => ({
    ...{ tokenId, account, clientId: client, fingerprint, familyId },
  }),
  prepare: (meant) => {
    const revoke = resolveRevocation(meant);
    return { kind: 'revokes', run: async (tx) => ({ ended: await revoke(tx) }) };
  },
};

type RevokeStep = (tx: RevokeTransaction) => Promise<string>;

const resolveRevocation = (meant: RevokeTokensInput): RevokeStep => {
  const { tokenId, account, clientId: client, secretId: secret, fingerprint, familyId } = meant;
  const named = [tokenId, account, client, fingerprint, familyId].filter((text) => text !== undefined);
  if (named.length !== 1)
    throw invalid(
      'tokens',
      'must have exactly one of tokenId, account, clientId (optionally with secretId), fingerprint and familyId',
    );
  if (secret !== undefined && client === undefined)
    throw invalid('secret id', 'needs the client id of the secret as well');
  if (tokenId !== undefined) return revokeOneToken(tokenId);
  if (account !== undefined) return revokeTokensOfAccount(account);
  if (fingerprint !== undefined) return revokeTokensOfCertificate(fingerprint);
  if (familyId !== undefined) return revokeFamily(familyId);
  return client !== undefined && secret !== undefined
    ? revokeTokensOfSecret(client, secret)
    : revokeTokensOfCredential(client ?? '');
};

const revokeOneToken = (text: string): RevokeStep => {
  const id = givenTokenIdFrom(text.toLowerCase());
  if (!id) throw invalid('token id', 'must be the claim jti of a token (a UUID), not the token itself');
  return async (tx) => {
    const owner = await ownerOf(tx, id);
    await tx.tokens.revoke(ofToken(id), tokenTarget(id));
    // Renewed tokens of an operator: a thief of this one may have exchanged it already.
    const session = await tx.tokens.sessionOf(id);
    if (session) await tx.tokens.revoke(ofToken(session), tokenTarget(session));
    await tx.accounts.lockKeepingVersion(owner);
    return tokenTarget(id);
  };
};

/** Returns the account that an issued token is of. */
export const ownerOf = async (tx: ReadTransaction, id: TokenId): Promise<AccountId> => {
  const owner = await tx.tokens.accountOf(id);
  if (owner) return owner;
  throw unknown(
    'token id',
    'no token with this id was issued, or its record was deleted or is in a partition that is detached (portaria doctor names it)',
  );
};

const revokeTokensOfAccount = (text: string): RevokeStep => {
  const id = parseAccountId(text);
  return async (tx) => {
    const locked = await tx.accounts.lock(id);
    await tx.tokens.revoke(ofAccount(id), accountTarget(id));
    // Refresh tokens are ended as well; otherwise they would replace the ended tokens.
    await tx.refreshFamilies.revokeAllOf(locked, 'all tokens of the account were revoked');
    return accountTarget(id);
  };
};

const revokeTokensOfCredential = (text: string): RevokeStep => {
  const id = parseClientId(text);
  return async (tx) => {
    await tx.credentials.lock(id);
    await tx.tokens.revoke(ofCredential(id), credentialTarget(id));
    return credentialTarget(id);
  };
};

/** Revokes the tokens of an active secret; those of a revoked one ended with it. */
const revokeTokensOfSecret = (client: string, text: string): RevokeStep => {
  const [owner, id] = [parseClientId(client), parseSecretId(text)];
  return async (tx) => {
    const { secrets } = await tx.credentials.lock(owner);
    // The number is not repeated: it may be a secret that the caller took for its id.
    if (!secrets.some((secret) => secret.id === id))
      throw unknown('secret id', `${owner} has no such active secret`);
    await tx.tokens.revoke(ofSecret(id), credentialTarget(owner));
    return `secret ${id}`;
  };
};

const revokeTokensOfCertificate = (text: string): RevokeStep => {
  const fingerprint = fingerprintFrom(text);
  if (!fingerprint) throw invalid('fingerprint', "must be the certificate's SHA-256 in hex");
  return async (tx) => {
    await tx.certificates.lock(fingerprint);
    await tx.tokens.revoke(ofCertificate(fingerprint), certificateTarget(fingerprint));
    return certificateTarget(fingerprint);
  };
};

const revokeFamily = (text: string): RevokeStep => {
  const id = familyIdFrom(text.toLowerCase());
  if (!id)
    throw invalid('family', "must be the claim session_state of a user's token, a UUID; no token is asked");
  return async (tx) => {
    await tx.refreshFamilies.revoke(await tx.refreshFamilies.lock(id), 'revoked');
    return refreshFamilyTarget(id);
  };
};

const unknown = (field: string, problem: string): ManagementError =>
  new ManagementError('not_found', `${field}: ${problem}`, field);
