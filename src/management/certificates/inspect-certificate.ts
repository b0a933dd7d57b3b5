import type { Account } from '../../core/accounts/account.js';
import { type CertificateInfo, mayAuthenticateClients } from '../../core/certificates/certificate.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import { wholeDaysUntil } from '../../core/shared/durations.js';
import { handshakeNotes } from './handshake-notes.js';
import { parsePem } from './parse-pem.js';

/** The content of a certificate, and the findings about it. */
export interface Inspection {
  readonly info: CertificateInfo;
  /** Whole days until the certificate expires; negative once it has. */
  readonly daysLeft: number;
  /** The reasons why the certificate cannot be linked; empty when there are none. */
  readonly problems: readonly string[];
  /** Findings that do not prevent linking. */
  readonly notes: readonly string[];
}

/** Inspects one certificate without a database. */
export class InspectCertificate {
  constructor(private readonly certificateParser: CertificateParser) {}

  /**
   * Inspects a PEM certificate at `now`, from the caller's clock. Throws
   * `ManagementError('invalid')`.
   */
  run(pem: string, now: Date): Inspection {
    const { info, pem: own } = parsePem(this.certificateParser, pem);
    const inspection = inspect(info, now);
    return { ...inspection, notes: [...inspection.notes, ...handshakeNotes(this.certificateParser, own)] };
  }
}

/** Checks a certificate and, when an account is given, whether the account may have it. Pure. */
export const inspect = (info: CertificateInfo, now: Date, account: Account | null = null): Inspection => {
  const problems: string[] = [];
  const notes: string[] = [];
  if (now > info.notAfter) problems.push(`it expired on ${info.notAfter.toISOString()}`);
  if (now < info.notBefore)
    notes.push(`it is valid only from ${info.notBefore.toISOString()}, and is rejected until then`);
  if (!info.key.strong) {
    problems.push(
      `its key is ${info.key.name}, but must be RSA of at least 2048 bits, P-256 or better, or Ed25519`,
    );
  }
  if (!mayAuthenticateClients(info))
    problems.push('its extended key usage has no clientAuth, so it is not for clients');
  // OpenSSL also writes CA:true into self-signed certificates; these are only worth a note, and
  // have their own.
  if (info.isCa && info.subject !== info.issuer)
    problems.push('it is a CA certificate (CA:true): give the client certificate that it signed');
  else if (info.isCa)
    notes.push('it has CA:true: if it is a CA that signs certificates, give the client certificate instead');
  if (account?.taxIdOnCertificate && account.taxId !== info.taxId) {
    problems.push(
      `it carries ${info.taxId ? `the CNPJ ${info.taxId}` : 'no CNPJ'}, and the account's is ${String(account.taxId)}`,
    );
  }
  return { info, daysLeft: wholeDaysUntil(info.notAfter, now), problems, notes };
};
