import type { Account } from '../../core/accounts/account.js';
import { type CertificateInfo, mayAuthenticateClients } from '../../core/certificates/certificate.js';
import type { CertificateReader } from '../../core/certificates/certificate-reader.js';
import { parsePem } from './parse-pem.js';

const dayMs = 24 * 60 * 60 * 1000;

/** What a certificate says, and what is to be said of it. */
export interface Inspection {
  readonly info: CertificateInfo;
  /** Whole days until it expires; negative once it has. */
  readonly daysLeft: number;
  /** Why it could not be linked; empty when nothing speaks against it. */
  readonly against: readonly string[];
  /** What is worth knowing all the same. */
  readonly notes: readonly string[];
}

/** Reads one certificate; needs no database. */
export class InspectCertificate {
  constructor(private readonly reader: CertificateReader) {}

  /** `now` is whatever clock the caller trusts. Throws `ManagementError('invalid')`. */
  run(pem: string, now: Date): Inspection {
    return inspect(parsePem(this.reader, pem).info, now);
  }
}

/** Judges a certificate; with an account, also whether it may be that account's. Pure. */
export const inspect = (info: CertificateInfo, now: Date, account: Account | null = null): Inspection => {
  const against: string[] = [];
  const notes: string[] = [];
  if (now > info.notAfter) against.push(`it expired on ${info.notAfter.toISOString()}`);
  if (now < info.notBefore)
    notes.push(`it is valid only from ${info.notBefore.toISOString()}; until then it is refused`);
  if (!info.key.strong) {
    against.push(
      `its key is ${info.key.name}; needed is RSA of at least 2048 bits, P-256 or better, or Ed25519`,
    );
  }
  if (!mayAuthenticateClients(info))
    against.push('its extended key usage has no clientAuth, so it is not for clients');
  // A self-signed one says CA:true as well, as OpenSSL makes it; that is worth a note, and has its own.
  if (info.isAuthority && info.subject !== info.issuer)
    against.push(
      "it is an authority's (CA:true), not a client's; give the client certificate that it has signed",
    );
  else if (info.isAuthority)
    notes.push(
      'it says CA:true: if it is an authority that signs others, give the client certificate instead',
    );
  if (account?.taxIdOnCertificate && account.taxId !== info.taxId) {
    against.push(
      `it carries ${info.taxId ? `the CNPJ ${info.taxId}` : 'no CNPJ'}, and the account's is ${String(account.taxId)}`,
    );
  }
  return { info, daysLeft: Math.floor((info.notAfter.getTime() - now.getTime()) / dayMs), against, notes };
};
