import type { CertificateInfo } from './certificate-checks.js';
import type { Finding } from './finding.js';

/** `Identity`: certificate and key, as far as they could be read, and what was found on the way. */
export interface Identity {
  readonly findings: readonly Finding[];
  /** In the order of the file. */
  readonly certificates: readonly CertificateInfo[];
  /** The same in DER. */
  readonly ders: readonly Uint8Array[];
  /** Of the private key; `null` when it could not be read. */
  readonly keyId: string | null;
  /** What a connection presents; `null` when the files cannot be used together. */
  readonly tls: TlsIdentity | null;
}

/** `TlsIdentity`: the options of `node:tls` for a client certificate. */
export interface TlsIdentity {
  readonly cert?: string;
  readonly key?: string;
  readonly pfx?: Buffer;
  readonly passphrase?: string;
}

export const nothingRead = (findings: readonly Finding[]): Identity => ({
  findings,
  certificates: [],
  ders: [],
  keyId: null,
  tls: null,
});
