import {
  type CaOrder,
  CertificateAuthority,
  type CertificateOrder,
  type CertificateRequest,
  CsrReader,
  type NewCa,
  type RevocationListOrder,
  type StoredCa,
} from '../core/ca/certificate-authority.js';
import type { CertificateInfo } from '../core/certificates/certificate.js';
import type { CertificateReader } from '../core/certificates/certificate-reader.js';
import type { Secret } from '../core/credentials/secret.js';
import type { Sealer } from './sealer.js';

/**
 * Loads the certificate library when something is first made or signed. Loading takes a fifth of a
 * second, which a command that lists accounts, or a process that only issues tokens, need not
 * spend.
 */
export class LazyCertificateAuthority extends CertificateAuthority {
  #loaded: Promise<CertificateAuthority> | null = null;

  constructor(
    private readonly sealer: () => Sealer,
    private readonly reader: CertificateReader,
  ) {
    super();
  }

  async make(order: CaOrder): Promise<NewCa> {
    return (await this.loaded()).make(order);
  }

  async importCa(info: CertificateInfo, pems: readonly string[], key: Secret): Promise<NewCa> {
    return (await this.loaded()).importCa(info, pems, key);
  }

  async sign(authority: StoredCa, order: CertificateOrder): Promise<string> {
    return (await this.loaded()).sign(authority, order);
  }

  async signRevocationList(authority: StoredCa, order: RevocationListOrder): Promise<Uint8Array> {
    return (await this.loaded()).signRevocationList(authority, order);
  }

  private loaded(): Promise<CertificateAuthority> {
    return (this.#loaded ??= this.load());
  }

  private async load(): Promise<CertificateAuthority> {
    const { X509Authority } = await import('./x509-authority.js');
    return new X509Authority(this.sealer, this.reader);
  }
}

/** Loads the certificate library when the first request is read, as `LazyCertificateAuthority` does. */
export class LazyCertificateRequestReader extends CsrReader {
  async read(pem: string): Promise<CertificateRequest> {
    const { X509RequestReader } = await import('./x509-request-reader.js');
    return new X509RequestReader().read(pem);
  }
}
