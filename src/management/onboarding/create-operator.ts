import type { Secret } from '../../core/credentials/secret.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import { createAccountWithin } from '../accounts/create-account.js';
import type { CertificateLink, LinkCertificate } from '../certificates/link-certificate.js';
import { createCredentialWithin, type CreatedCredential } from '../credentials/create-credential.js';
import { generateSecret } from '../credentials/generate-secret.js';
import type { PreparedChange, UseCase } from '../use-case.js';

export interface CreateOperatorInput {
  readonly name: string;
  readonly pem: string;
  /** Links the certificate even if another account has it. */
  readonly shared?: boolean;
  /** When it is omitted, the operator gets admin:read, admin:write and audit:read. */
  readonly scopes?: readonly string[];
  readonly networks?: readonly string[];
  readonly secret?: Secret;
}

export interface CreatedOperator extends CreatedCredential {
  readonly certificate: CertificateLink;
}

/** Creates an operator: account, credential and certificate, either all of it or nothing. */
export class CreateOperator implements UseCase<CreateOperatorInput, CreatedOperator> {
  readonly action = 'operator.create';

  constructor(
    private readonly secrets: SecretGenerator,
    private readonly link: LinkCertificate,
  ) {}

  targetsOf() {
    return {};
  }

  async prepare({
    name,
    pem,
    shared = false,
    secret: custom,
    ...account
  }: CreateOperatorInput): Promise<PreparedChange<CreatedOperator>> {
    const secret = await generateSecret(this.secrets, custom, () => Promise.resolve([name]));
    return {
      kind: 'changes',
      run: async (tx) => {
        const opened = await createAccountWithin(tx, { ...account, name, kind: 'operator' });
        const issued = await createCredentialWithin(tx, opened, {}, secret);
        const certificate = await this.link.within(tx, () => Promise.resolve(opened), { pem, shared });
        return { ...issued, certificate };
      },
    };
  }
}
