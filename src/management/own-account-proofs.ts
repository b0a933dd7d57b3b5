/**
 * Which proofs a merchant may add by self-service: none that could get a token with more scopes than
 * the token that asks, and none of a kind that the operator took away. And which it may end: none that
 * programs with more scopes may need.
 */
import type { Certificate } from '../core/certificates/certificate.js';
import { type ActiveSecret, type Credential, isActive, isText } from '../core/credentials/credential.js';
import { shapeOfDigest } from '../core/credentials/stored-digest.js';
import { ManagementError } from '../core/shared/management-error.js';
import type { MerchantContext } from '../core/shared/merchant-context.js';
import type { ReadTransaction } from '../core/shared/unit-of-work.js';

interface NewProof {
  /** What is to be stored: of a secret, or of a registered key. */
  readonly digest: string;
  readonly merchant: MerchantContext;
  readonly now: Date;
}

/** Throws `ManagementError('refused')` for a secret or key that this token may not add. */
export const assertMayAdd = (
  { secrets }: Pick<Credential, 'secrets'>,
  { digest, merchant, now }: NewProof,
): void => {
  // Attack: a program that was given a token with one scope gets a secret, and with that every scope.
  if (merchant.tokenIsNarrowed) throw narrowedToken();
  // Attack: with one token, a client whose secrets the operator revoked gets a secret again.
  const valid = secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  const hasKeysAlone = valid.length > 0 && !valid.some(isText);
  if (hasKeysAlone && isText({ shape: shapeOfDigest(digest) })) throw keysAlone();
};

/** Throws `ManagementError('refused')` for a token that may not end a secret or key of its client id. */
export const assertMayEnd = ({ tokenIsNarrowed }: Pick<MerchantContext, 'tokenIsNarrowed'>): void => {
  // Attack: a program that was given a token with one scope locks out those that have every scope.
  if (tokenIsNarrowed) throw narrowedToken();
};

interface NewLink {
  readonly certificate: Pick<Certificate, 'subject'>;
  /** The certificates of the account. */
  readonly linked: readonly Pick<Certificate, 'fingerprint' | 'subject'>[];
}

/**
 * Refuses a certificate that would prove another client id (`tls_client_auth`) to a token that may do
 * less than the account. Attack: a partner who may only read has a certificate of its own linked, has
 * the gateway sign one in the name of the account, and gets the tokens of the client that is registered
 * with that name.
 *
 * @throws ManagementError `refused`
 */
export const assertProvesNoOtherClient = async (
  tx: Pick<ReadTransaction, 'credentials'>,
  { accountId, onlyClientId, tokenIsNarrowed, fingerprint }: MerchantContext,
  { certificate: { subject }, linked }: NewLink,
): Promise<void> => {
  if (onlyClientId === null) return;
  // A certificate with the same subject proves what the presented one proves already.
  if (linked.some((old) => old.fingerprint === fingerprint && old.subject === subject)) return;
  const others = (await tx.credentials.ofAccount(accountId)).filter(
    (credential) => isActive(credential) && (tokenIsNarrowed || credential.clientId !== onlyClientId),
  );
  if (others.some(({ secrets }) => secrets.some((secret) => isProvedBy(subject, secret))))
    throw provesAnother();
};

const isProvedBy = (subject: string, { registration }: Pick<ActiveSecret, 'registration'>): boolean =>
  registration?.method === 'tls_client_auth' && registration.subjectDn === subject;

const narrowedToken = (): ManagementError =>
  new ManagementError(
    'refused',
    'token: it has fewer scopes than its client id may have, so it adds and revokes no secret and no key. Get a ' +
      'token with all scopes of the client id: send no scope',
    'token',
  );

const keysAlone = (): ManagementError =>
  new ManagementError(
    'refused',
    'client id: it authenticates with a key alone, and has no valid secret to rotate. Ask the operator of the gateway to add a secret',
    'client id',
  );

const provesAnother = (): ManagementError =>
  new ManagementError(
    'refused',
    'certificate: with its subject, another client id of the account authenticates, and this token has fewer scopes ' +
      'than the account. Use a token with all scopes of the account, or ask the operator of the gateway',
    'certificate',
  );
