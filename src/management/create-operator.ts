import type { Books } from '../core/books.js';
import type { Secret } from '../core/secret.js';
import type { SecretSmith } from '../core/secret-smith.js';
import type { IssueCredential, IssuedCredential } from './issue-credential.js';
import type { CertificateLink, LinkCertificate } from './link-certificate.js';
import { makeSecret } from './make-secret.js';
import type { OpenAccount } from './open-account.js';

export interface OperatorWish {
  readonly name: string;
  readonly pem: string;
  /** Also when the certificate is another account's. */
  readonly shared?: boolean;
  /** Left out: admin:read admin:write audit:read. */
  readonly scopes?: readonly string[];
  readonly networks?: readonly string[];
  readonly secret?: Secret;
}

export interface CreatedOperator extends IssuedCredential {
  readonly certificate: CertificateLink;
}

/** The three steps of which an operator is made. */
export interface OperatorSteps {
  readonly account: OpenAccount;
  readonly credential: IssueCredential;
  readonly certificate: LinkCertificate;
}

/** Makes somebody who may use the admin endpoints: account, credential and certificate, all of it or nothing. */
export class CreateOperator {
  constructor(
    private readonly books: Books,
    private readonly smith: SecretSmith,
    private readonly steps: OperatorSteps,
  ) {}

  async run({
    name,
    pem,
    shared = false,
    secret: chosen,
    ...account
  }: OperatorWish): Promise<CreatedOperator> {
    const secret = await makeSecret(this.smith, chosen);
    return this.books.change(async (books) => {
      const opened = await this.steps.account.within(books, { ...account, name, kind: 'operator' });
      const issued = await this.steps.credential.within(books, opened, {}, secret);
      const certificate = await this.steps.certificate.within(books, () => Promise.resolve(opened), {
        pem,
        shared,
      });
      return { ...issued, certificate };
    });
  }
}
