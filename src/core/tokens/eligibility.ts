/**
 * "May this client, now?": the one place that answers. Its functions are pure: they use only their
 * arguments, and the time is the database's.
 *
 * Three questions, each a part of the next, and a fourth that shares their checks:
 * - `revokedFindings`: was any of the accepted proofs taken away? Self-service asks it again
 *   under the lock.
 * - `tokenUseFindings`: may a token that was obtained with them still be used? It adds expiry and
 *   networks.
 * - `eligibilityFindings`: may the client have a token? It adds listener, contract and the
 *   certificate's own properties.
 * - `waitingRequestFindings`: may what was asked for earlier with a credential and a certificate
 *   still be done? It has no secret and no address, and adds the certificate's validity.
 *
 * SQL cannot call these functions, so `record_tokens` and the operators' check repeat a part of
 * them. test/storage/eligibility.property.test.ts compares both on generated states. The same
 * questions about users of the realm are in core/realm/user-eligibility.ts.
 *
 * This folder owns token requests, the rules about them, grants, claims and revocations; it must
 * never ask the database or compare a secret, which the ports do.
 */
import type { Account } from '../accounts/account.js';
import type { PresentedCertificate } from '../certificates/certificate.js';
import {
  type ContractName,
  type Credential,
  type CredentialStatus,
  isActive,
} from '../credentials/credential.js';
import type { RefusalReason } from '../refusals/refusal.js';
import {
  type AccountId,
  type Fingerprint,
  noAccountId,
  noCredentialId,
  type SecretId,
} from '../shared/ids.js';
import {
  certificateFindings,
  certificateStatusFindings,
  type CertificateValidity,
  validityFindings,
} from './certificate-eligibility.js';
import type { ClientSnapshot, SnapshotClient, SnapshotSecret } from './client-snapshot.js';
import { type Finding, findingIf } from './finding.js';
import type { RequestSource } from './token-request.js';

/** The findings when an operator or the account took away what a request uses. */
export type RevokedReason = Extract<
  RefusalReason,
  | 'unknown_client'
  | 'account_suspended'
  | 'credential_revoked'
  | 'wrong_secret'
  | 'certificate_not_linked'
  | 'certificate_revoked'
>;

/** The findings against a token that was valid when it was issued. */
export type TokenUseReason =
  RevokedReason | Extract<RefusalReason, 'credential_expired' | 'secret_expired' | 'network_not_allowed'>;

/** The account, secret and certificate of a request whose proofs were accepted. */
export interface AcceptedProofs {
  readonly accountId: AccountId;
  readonly secretId: SecretId;
  readonly fingerprint: Fingerprint;
}

/** An account and what is below it, as read under its lock. */
export interface AccountState {
  /** `null` when there is no such account. */
  readonly account: Pick<Account, 'status'> | null;
  readonly credentials: readonly (Pick<Credential, 'status'> & {
    /** Only active secrets. */
    readonly secrets: readonly { readonly id: SecretId }[];
  })[];
  /** Only certificates that are linked to the account. */
  readonly certificates: readonly { readonly fingerprint: Fingerprint; readonly revokedAt: Date | null }[];
}

/** Returns which of the accepted proofs were taken away; empty when all are still valid. */
export const revokedFindings = (proofs: AcceptedProofs, state: AccountState): Finding<RevokedReason>[] => {
  const { accountId, secretId, fingerprint } = proofs;
  if (!state.account) return [unknownClient];
  const credential = state.credentials.find(({ secrets }) => secrets.some(({ id }) => id === secretId));
  const certificate = state.certificates.find((linked) => linked.fingerprint === fingerprint);
  const known = certificate ? { linked: true, revoked: certificate.revokedAt !== null } : null;
  return [
    ...secretNotActive(secretId, credential?.secrets ?? []),
    ...accountStatusFindings({ accountId, accountStatus: state.account.status }),
    ...credentialRevoked(credential?.status ?? 'active'),
    ...certificateStatusFindings(fingerprint, known),
  ];
};

/**
 * Returns every reason against using a token that was obtained with these proofs, worst first.
 */
export const tokenUseFindings = (
  proofs: AcceptedProofs,
  { nowMs, client, certificate }: ClientSnapshot,
  address: string | null,
): Finding<TokenUseReason>[] =>
  client?.accountId === proofs.accountId
    ? [
        ...secretFindings(proofs.secretId, client.secrets, nowMs),
        ...accountStatusFindings(client),
        ...networkFindings(client, address),
        ...heldProofFindings(proofs.fingerprint, { nowMs, client, certificate }),
      ]
    : [unknownClient];

/** The credential and certificate of a request that waits, as they are now. */
export interface WaitingRequestState {
  readonly nowMs: number;
  readonly client:
    | (EarlierProofs['client'] & Pick<SnapshotClient, 'accountId' | 'accountStatus'>)
    /** There is no such credential. */
    | null;
  readonly certificate: (NonNullable<EarlierProofs['certificate']> & CertificateValidity) | null;
}

/**
 * Returns every reason against doing what was asked for earlier with these proofs, worst first. No
 * handshake checks the certificate of a request that waits, so its validity is asked here.
 */
export const waitingRequestFindings = (
  { accountId, fingerprint }: Pick<AcceptedProofs, 'accountId' | 'fingerprint'>,
  { nowMs, client, certificate }: WaitingRequestState,
): Finding[] =>
  client?.accountId === accountId
    ? [
        ...accountStatusFindings(client),
        ...heldProofFindings(fingerprint, { nowMs, client, certificate }),
        ...(certificate ? validityFindings(certificate, nowMs) : []),
      ]
    : [unknownClient];

/** A credential and a certificate after the request that they were used for. */
interface EarlierProofs extends Pick<ClientSnapshot, 'nowMs'> {
  readonly client: Pick<SnapshotClient, 'credentialStatus' | 'credentialExpiresAtMs'>;
  readonly certificate: { readonly linked: boolean; readonly revoked: boolean } | null;
}

const heldProofFindings = (fingerprint: Fingerprint, { nowMs, client, certificate }: EarlierProofs) => [
  ...credentialFindings(client, nowMs),
  ...certificateStatusFindings(fingerprint, certificate),
];

/** What a client presents to get a token. */
export interface ClientProofs {
  readonly contract: ContractName;
  readonly source: Pick<RequestSource, 'listener' | 'address'>;
  readonly certificate: PresentedCertificate | null;
  /** The secret that matched; `null` when none did; absent when it is not compared yet. */
  readonly secretId?: SecretId | null;
}

/**
 * Returns every reason against issuing a token to the client, worst first; empty when it may have
 * one. A client that does not exist has no wrong secret; otherwise an operator should read about a
 * wrong secret first. The finding that the client may not use the contract comes last: a contract
 * that reveals it does so only to a client that proved everything else, and not to an attacker with
 * a stolen secret.
 */
export const eligibilityFindings = (proofs: ClientProofs, snapshot: ClientSnapshot): Finding[] => {
  const { nowMs } = snapshot;
  const client = snapshot.client ?? decoy;
  const aboutCertificate = certificateFindings(proofs.certificate, client.certificatePolicy, snapshot);
  const findings = [
    ...(proofs.secretId === undefined ? [] : secretFindings(proofs.secretId, client.secrets, nowMs)),
    ...accountStatusFindings(client),
    ...listenerFindings(client, proofs.source),
    ...networkFindings(client, proofs.source.address),
    ...credentialFindings(client, nowMs),
    ...aboutCertificate,
    ...contractFindings(client, proofs.contract),
  ];
  return snapshot.client ? findings : [unknownClient];
};

/** Judged in place of a client that does not exist, whose answer would come sooner otherwise. */
const decoy: SnapshotClient = {
  ...{ accountId: noAccountId, accountName: '', accountKind: 'merchant', accountStatus: 'active' },
  ...{ accountScopes: [], stamp: '', requiredTaxId: null, networkAllowed: true },
  ...{ credentialId: noCredentialId, credentialStatus: 'active', credentialScopes: null },
  ...{ credentialExpiresAtMs: null, certificatePolicy: 'tls', secrets: [] },
};

/** Returns whether an expiry has passed; `null` never expires. */
export const hasExpired = (expiresAtMs: number | null, nowMs: number): boolean =>
  expiresAtMs !== null && nowMs >= expiresAtMs;

const unknownClient = {
  reason: 'unknown_client',
  detail: 'there is no credential with this client id',
} as const;

export const accountStatusFindings = ({
  accountId,
  accountStatus,
}: Pick<SnapshotClient, 'accountId' | 'accountStatus'>): Finding<'account_suspended'>[] =>
  findingIf(accountStatus !== 'active', 'account_suspended', () => `account ${accountId} is suspended`);

/** Returns what the allowed networks of the account have against the address; PostgreSQL compared them. */
export const networkFindings = (
  { networkAllowed }: Pick<SnapshotClient, 'networkAllowed'>,
  address: string | null,
): Finding<'network_not_allowed'>[] =>
  findingIf(
    !networkAllowed,
    'network_not_allowed',
    () => `address ${address ?? 'unknown'} is in no allowed network`,
  );

/**
 * Operators use the admin listener, and only they do: neither kind of account can get a token on
 * the other's listener.
 */
const listenerFindings = ({ accountKind }: SnapshotClient, { listener }: ClientProofs['source']): Finding[] =>
  findingIf(
    (accountKind === 'operator') !== (listener === 'admin'),
    'wrong_listener',
    () => `${accountKind} account at the ${listener} listener`,
  );

const credentialRevoked = (status: CredentialStatus): Finding<'credential_revoked'>[] =>
  findingIf(!isActive({ status }), 'credential_revoked', () => 'the credential was revoked');

const credentialFindings = (
  { credentialStatus, credentialExpiresAtMs }: EarlierProofs['client'],
  nowMs: number,
): Finding<'credential_revoked' | 'credential_expired'>[] => [
  ...credentialRevoked(credentialStatus),
  ...findingIf(
    hasExpired(credentialExpiresAtMs, nowMs),
    'credential_expired',
    () => `the credential expired on ${dateOf(credentialExpiresAtMs)}`,
  ),
];

const contractFindings = ({ certificatePolicy: policy }: SnapshotClient, contract: ContractName): Finding[] =>
  findingIf(policy === null, 'contract_not_allowed', () => `the credential may not use ${contract}`);

const secretNotActive = (
  secretId: SecretId | null,
  secrets: readonly { readonly id: SecretId }[],
): Finding<'wrong_secret'>[] =>
  findingIf(
    !secrets.some(({ id }) => id === secretId),
    'wrong_secret',
    () => `the secret matches none of the active secrets (${String(secrets.length)})`,
  );

const secretFindings = (
  secretId: SecretId | null,
  secrets: readonly SnapshotSecret[],
  nowMs: number,
): Finding<'wrong_secret' | 'secret_expired'>[] => {
  const expiresAtMs = secrets.find(({ id }) => id === secretId)?.expiresAtMs ?? null;
  return [
    ...secretNotActive(secretId, secrets),
    ...findingIf(
      hasExpired(expiresAtMs, nowMs),
      'secret_expired',
      () => `secret ${String(secretId)} expired on ${dateOf(expiresAtMs)}`,
    ),
  ];
};

const dateOf = (ms: number | null): string => new Date(ms ?? 0).toISOString();
