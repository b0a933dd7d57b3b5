import {
  type CaParameters,
  CertificateAuthority,
  type CertificateParameters,
  type CertificateRequest,
  type CrlParameters,
  CsrParser,
  type NewCa,
  type StoredCa,
} from '../../core/ca/certificate-authority.js';
import type { CertificateInfo } from '../../core/certificates/certificate.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { Secret } from '../../core/credentials/secret.js';
import type { Sealer } from '../sealer.js';

/**
 * Loads the certificate library when something is first made or signed. Loading takes a fifth of a
 * second, which a command that lists accounts, or a process that only issues tokens, need not
 * spend.
 */
export class LazyCertificateAuthority extends CertificateAuthority {
  #loaded: Promise<CertificateAuthority> | null = null;

  constructor(
    private readonly sealer: () => Sealer,
    private readonly certificateParser: CertificateParser,
  ) {
    super();
  }

  async make(parameters: CaParameters): Promise<NewCa> {
    return (await this.loaded()).make(parameters);
  }

  async importCa(info: CertificateInfo, pems: readonly string[], key: Secret): Promise<NewCa> {
    return (await this.loaded()).importCa(info, pems, key);
  }

  async sign(ca: StoredCa, parameters: CertificateParameters): Promise<string> {
    return (await this.loaded()).sign(ca, parameters);
  }

  async signCrl(ca: StoredCa, parameters: CrlParameters): Promise<Uint8Array> {
    return (await this.loaded()).signCrl(ca, parameters);
  }

  private loaded(): Promise<CertificateAuthority> {
    return (this.#loaded ??= this.load());
  }

  private async load(): Promise<CertificateAuthority> {
    const { X509Authority } = await import('./x509-authority.js');
    return new X509Authority(this.sealer, this.certificateParser);
  }
}

/** Loads the certificate library when the first request is read, as `LazyCertificateAuthority` does. */
export class LazyCsrParser extends CsrParser {
  async read(pem: string): Promise<CertificateRequest> {
    const { X509CsrParser } = await import('./x509-csr-parser.js');
    return new X509CsrParser().read(pem);
  }
}
