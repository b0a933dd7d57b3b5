import type { Account } from '../../core/accounts/account.js';
import type { CertificateInfo } from '../../core/certificates/certificate.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { StoredCertificate } from '../../core/certificates/certificate-repository.js';
import type { AccountId } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type {
  OwnAccountChangeTransaction,
  OwnAccountReadTransaction,
} from '../../core/shared/own-account-transactions.js';
import { parseAccountId } from '../fields.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import { findTrust, type Trust, trustNotes } from './find-trust.js';
import { handshakeNotes } from './handshake-notes.js';
import { inspect, type Inspection } from './inspect-certificate.js';
import { parsePem } from './parse-pem.js';

export interface LinkCertificateInput {
  readonly pem: string;
  /**
   * Links the certificate even if another account has it: one platform certificate may serve many.
   */
  readonly shared?: boolean;
  /** Refuses a certificate that no client CA signed, as far as that can be known. */
  readonly mustBeTrusted?: boolean;
}

export interface CertificateLink extends Inspection {
  readonly account: Account;
  /** Whether a client CA is known to have signed it; `null` when the client may send its issuer. */
  readonly trusted: boolean | null;
  /** The other accounts that have the certificate. */
  readonly sharedWith: readonly AccountId[];
}

type LinkToAccountInput = LinkCertificateInput & { readonly account: string };

/** Links a certificate to an account. */
export class LinkCertificate implements UseCase<LinkToAccountInput, CertificateLink> {
  readonly action = 'certificate.link';

  constructor(private readonly certificateParser: CertificateParser) {}

  targetsOf({ account }: LinkToAccountInput) {
    return { account };
  }

  prepare(input: LinkToAccountInput): PreparedChange<CertificateLink> {
    const id = parseAccountId(input.account);
    return { kind: 'changes', run: (tx) => this.within(tx, () => tx.accounts.lock(id), input) };
  }

  /**
   * Links as a part of a larger change. The certificate is locked before the account, because its
   * repository requires this order.
   */
  async within(
    tx: OwnAccountChangeTransaction,
    lock: () => Promise<Locked<Account>>,
    { pem, shared = false, mustBeTrusted = false }: LinkCertificateInput,
  ): Promise<CertificateLink> {
    const { info, pem: own, intermediates } = parsePem(this.certificateParser, pem);
    const trust = await findTrust(tx, this.certificateParser, { info, pem: own, intermediates });
    if (mustBeTrusted) refuseUntrusted(trust);
    const certificate = await tx.certificates.store(info, own);
    const account = await lock();
    const inspection = inspect(info, await tx.now(), account);
    const revoked = revokedProblems(certificate);
    const compromised = await keyProblems(tx, this.certificateParser, own);
    // When the certificate itself was revoked, the inspection already contains the reason.
    refuse([...inspection.problems, ...(revoked.length > 0 ? revoked : compromised)]);
    const sharedWith = await others(tx, info, account.id, shared);
    await tx.certificates.link(account, certificate);
    const ofChain =
      intermediates.length > 0 ? ['you gave a chain, of which only the client certificate is used'] : [];
    const ofHandshake = [...handshakeNotes(this.certificateParser, own), ...trustNotes(trust)];
    const notes = [...inspection.notes, ...ofHandshake, ...ofChain];
    const trusted = trust === 'unknown' ? null : trust === 'trusted';
    return { ...inspection, notes, account, trusted, sharedWith };
  }

  publicKeyDigestOf(pem: string): string | null {
    return this.certificateParser.publicKeyDigestOf(pem);
  }

  /** Returns whether a certificate on this key was revoked because the key was compromised. */
  isCompromised(tx: OwnAccountReadTransaction, publicKey: Uint8Array): Promise<boolean> {
    return isCompromised(tx, this.certificateParser, publicKey);
  }
}

const refuseUntrusted = (trust: Trust): void => {
  const instead = 'or a signing request (csr), or ask the operator of the gateway';
  if (trust === 'untrusted')
    refuse([`no client CA of the gateway signed it: send a certificate that one signed, ${instead}`]);
  if (trust === 'selfSigned') refuse([`it is self-signed: send a certificate that a CA signed, ${instead}`]);
};

const others = async (
  tx: OwnAccountReadTransaction,
  { fingerprint }: CertificateInfo,
  account: AccountId,
  shared: boolean,
): Promise<AccountId[]> => {
  const linked = await tx.certificates.accountsLinkedTo(fingerprint);
  const found = linked.filter((other) => other !== account);
  if (found.length > 0 && !shared) {
    const problem = `it is already linked to account ${found.join(', ')}. If both accounts should have it, link it as shared ("shared": true, or --shared)`;
    throw new ManagementError('conflict', `certificate: ${problem}`, 'certificate');
  }
  return found;
};

const refuse = (problems: readonly string[]): void => {
  if (problems.length > 0)
    throw new ManagementError('refused', `certificate: ${problems.join('; ')}`, 'certificate');
};

/** Returns why a revoked certificate is never linked again. */
export const revokedProblems = ({
  revokedAt,
  revokedReason,
}: Pick<StoredCertificate, 'revokedAt' | 'revokedReason'>): readonly string[] =>
  revokedAt
    ? [`it was revoked on ${revokedAt.toISOString()}${revokedReason ? ` (${revokedReason})` : ''}`]
    : [];

/**
 * Returns whether a certificate on this key (SubjectPublicKeyInfo, DER) was revoked because the key
 * was compromised.
 */
const isCompromised = async (
  tx: OwnAccountReadTransaction,
  certificateParser: CertificateParser,
  publicKey: Uint8Array,
): Promise<boolean> => {
  const revoked = await tx.certificates.revokedForKey(publicKey);
  // An attacker may put another party's key into an extension of their own certificate, so that the
  // key is refused.
  return revoked.some(
    (pem) => Buffer.compare(certificateParser.publicKeyOf(pem) ?? Buffer.of(), publicKey) === 0,
  );
};

/**
 * Returns why no certificate on this key is linked: a thief of the key could present every
 * certificate on it.
 */
export const keyProblems = async (
  tx: OwnAccountReadTransaction,
  certificateParser: CertificateParser,
  pem: string,
): Promise<readonly string[]> => {
  const key = certificateParser.publicKeyOf(pem);
  return key !== null && (await isCompromised(tx, certificateParser, key))
    ? ['a certificate with its key was revoked because the key was compromised: generate a new key']
    : [];
};
