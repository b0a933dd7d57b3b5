import type { Account } from '../../core/accounts/account.js';
import type {
  CertificateAuthority,
  CertificateRequest,
  CsrParser,
  StoredCa,
} from '../../core/ca/certificate-authority.js';
import type { Locked } from '../../core/shared/locked.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { OwnAccountChangeTransaction } from '../../core/shared/own-account-transactions.js';
import { findSigningCa } from '../ca/find-signing-ca.js';
import { daysAfter, parseDays } from '../days.js';
import { parseAccountId } from '../fields.js';
import type { OwnAccountUseCase, PreparedOwnAccountChange } from '../use-case.js';
import type { CertificateIssuanceSettings } from './certificate-issuance-settings.js';
import type { CertificateLink, LinkCertificate } from './link-certificate.js';

const daysMax = 1825;
/** Clocks of merchants lag: a certificate that begins now would not be valid there yet. */
const earlierMs = 5 * 60 * 1000;

export interface SigningInput {
  /** How long the certificate is valid. When it is omitted, the configured time applies. */
  readonly days?: number;
}

export interface SignedCertificate extends CertificateLink {
  readonly pem: string;
  /** The certificates of its issuers, the signing authority first. */
  readonly chain: string;
  /** The SHA-256 of its public key (SubjectPublicKeyInfo, DER), in hex. */
  readonly publicKeySha256: string | null;
}

type SignCertificateInput = SigningInput & { readonly account: string; readonly request: string };

/** Signs a client certificate for a signing request, and links it. */
export class SignCertificate implements OwnAccountUseCase<SignCertificateInput, SignedCertificate> {
  readonly action = 'certificate.sign';

  constructor(
    private readonly certificateAuthority: CertificateAuthority,
    private readonly requests: CsrParser,
    private readonly link: LinkCertificate,
    private readonly settings: () => CertificateIssuanceSettings,
  ) {}

  targetsOf({ account }: SignCertificateInput) {
    return { account };
  }

  signedKeyOf({ publicKeySha256 }: SignedCertificate): string | null {
    return publicKeySha256;
  }

  async prepare(input: SignCertificateInput): Promise<PreparedOwnAccountChange<SignedCertificate>> {
    const id = parseAccountId(input.account);
    const { publicKey } = await this.readRequest(input.request);
    return {
      kind: 'changes',
      run: async (tx) => this.within(tx, await tx.accounts.lock(id), publicKey, input),
    };
  }

  /** Reads a request that proves the possession of an acceptable key. Throws `ManagementError`. */
  readRequest(request: string): Promise<CertificateRequest> {
    return this.requests.read(request);
  }

  /**
   * Signs as a part of a larger change. The account is locked before the certificate, contrary to
   * the order of the repository: no other change can lock a certificate that was just created.
   */
  async within(
    tx: OwnAccountChangeTransaction,
    account: Locked<Account>,
    publicKey: Uint8Array,
    { days = this.settings().days }: SigningInput,
  ): Promise<SignedCertificate> {
    const wanted = parseDays(days, daysMax);
    if (await this.link.isCompromised(tx, publicKey)) throw compromised();
    const ca = await findSigningCa(tx);
    const pem = await this.certificateAuthority.sign(ca, {
      subject: { commonName: `account-${account.id}`, organization: account.name, taxId: account.taxId },
      publicKey,
      ...validity(ca, await tx.now(), wanted),
      crlUrl: this.settings().crlUrl,
    });
    const link = await this.link.within(tx, () => Promise.resolve(account), { pem });
    const shortened = daysAfter(await tx.now(), wanted) > ca.notAfter;
    const notes = shortened ? [...link.notes, 'it ends with the CA that signed it'] : link.notes;
    const publicKeySha256 = this.link.publicKeyDigestOf(pem);
    return { ...link, notes, pem, chain: ca.pem + ca.chain, publicKeySha256 };
  }
}

/**
 * Limits the validity to the authority's own: NGINX would refuse the certificate after it, whatever
 * the certificate says.
 */
const validity = (ca: StoredCa, now: Date, days: number): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(Math.max(now.getTime() - earlierMs, ca.notBefore.getTime())),
  notAfter: new Date(Math.min(daysAfter(now, days).getTime(), ca.notAfter.getTime())),
});

const compromised = (): ManagementError =>
  new ManagementError(
    'refused',
    'request: a certificate with this key was revoked because the key was compromised. Generate a new key',
    'request',
  );
