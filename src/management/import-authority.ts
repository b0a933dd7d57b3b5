import type { Books } from '../core/books.js';
import type { CertificateAuthority, KeptAuthority } from '../core/certificate-authority.js';
import { ManagementError } from '../core/management-error.js';
import type { CertificateReader } from '../core/ports.js';
import type { Secret } from '../core/secret.js';
import { parsePem } from './parse-pem.js';
import { putInCharge } from './put-in-charge.js';

export interface AuthorityImport {
  /** Its certificate in PEM; those above it may follow. */
  readonly pem: string;
  /** Its private key in PEM. */
  readonly key: Secret;
  readonly replace?: boolean;
}

/** Takes an authority that was made elsewhere. */
export class ImportAuthority {
  constructor(
    private readonly books: Books,
    private readonly authority: CertificateAuthority,
    private readonly reader: CertificateReader,
  ) {}

  async run({ pem, key, replace = false }: AuthorityImport): Promise<KeptAuthority> {
    const { facts, pem: own, above } = parsePem(this.reader, pem);
    const taken = await this.authority.take(facts, [own, ...above], key);
    return this.books.change(async (books) => {
      if ((await books.now()) > facts.notAfter) {
        const problem = `certificate: it expired on ${facts.notAfter.toISOString()}`;
        throw new ManagementError('refused', problem, 'certificate');
      }
      return putInCharge(books, taken, replace);
    });
  }
}
