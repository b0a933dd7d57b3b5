import type { Account } from '../../core/accounts/account.js';
import type { OperatorRole } from '../../core/accounts/operator-role.js';
import type { Secret } from '../../core/credentials/secret.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import type { Locked } from '../../core/shared/locked.js';
import type { ChangeTransaction } from '../../core/shared/unit-of-work.js';
import { createAccountWithin } from '../accounts/create-account.js';
import { privateKeyWouldBeShared } from '../approvals/private-key-would-be-shared.js';
import type { CertificateIssuanceUseCases } from '../certificates/certificate-issuance-use-cases.js';
import type { CertificateLink, LinkCertificate } from '../certificates/link-certificate.js';
import type { HandOverInput, HandOverZip } from '../certificates/make-hand-over-zip.js';
import type { SignedCertificate, SigningInput } from '../certificates/sign-certificate.js';
import { createCredentialWithin, type CreatedCredential } from '../credentials/create-credential.js';
import { generateSecret } from '../credentials/generate-secret.js';
import type { PreparedChange, UseCase } from '../use-case.js';

/**
 * Where the operator's certificate comes from: one that exists, or one that the gateway's own authority
 * signs, since the first operator has no account to sign it for.
 */
export type OperatorCertificate =
  | {
      readonly pem: string;
      /** Links the certificate even if another account has it. */
      readonly shared?: boolean;
    }
  | ({ readonly request: string } & SigningInput)
  | { readonly handOver: HandOverInput };

export type CreateOperatorInput = OperatorCertificate & {
  readonly name: string;
  /** Without it and without scopes, the operator is an administrator. */
  readonly role?: OperatorRole;
  readonly scopes?: readonly string[];
  readonly networks?: readonly string[];
  readonly secret?: Secret;
};

export interface CreatedOperator extends CreatedCredential {
  readonly certificate: CertificateLink;
  /** The certificate in PEM with its issuers, when it was signed here. */
  readonly signed: SignedCertificate | null;
  /** The archive with certificate and key, when one was made here. */
  readonly handOver: HandOverZip | null;
}

type Certified = Pick<CreatedOperator, 'certificate' | 'signed' | 'handOver'>;
type Certify = (tx: ChangeTransaction, account: Locked<Account>) => Promise<Certified>;

/** Creates an operator: account, credential and certificate, either all of it or nothing. */
export class CreateOperator implements UseCase<CreateOperatorInput, CreatedOperator> {
  readonly action = 'operator.create';

  constructor(
    private readonly secrets: SecretGenerator,
    private readonly link: LinkCertificate,
    private readonly issuance: CertificateIssuanceUseCases,
  ) {}

  targetsOf() {
    return {};
  }

  inputForApproval(input: CreateOperatorInput): CreateOperatorInput {
    if ('handOver' in input) throw privateKeyWouldBeShared('bundle', 'pem or csr');
    return input;
  }

  signedKeyOf({ signed }: CreatedOperator): string | null {
    return signed?.publicKeySha256 ?? null;
  }

  async prepare(input: CreateOperatorInput): Promise<PreparedChange<CreatedOperator>> {
    const { name, role, scopes, networks } = input;
    const secret = await generateSecret(this.secrets, input.secret, () => Promise.resolve([name]));
    const certify = await this.certifierFor(input);
    return {
      kind: 'changes',
      run: async (tx) => {
        const account = await createAccountWithin(tx, {
          name,
          kind: 'operator',
          ...(role !== undefined && { role }),
          ...(scopes && { scopes }),
          ...(networks && { networks }),
        });
        const issued = await createCredentialWithin(tx, account, {}, secret);
        return { ...issued, ...(await certify(tx, account)) };
      },
    };
  }

  private async certifierFor(input: OperatorCertificate & { readonly name: string }): Promise<Certify> {
    if ('pem' in input) {
      const { pem, shared = false } = input;
      return async (tx, account) => ({
        certificate: await this.link.within(tx, () => Promise.resolve(account), { pem, shared }),
        signed: null,
        handOver: null,
      });
    }
    if ('handOver' in input) {
      const make = await this.issuance.handOver.ready(input.handOver, () => Promise.resolve([input.name]));
      return async (tx, account) => {
        const handOver = await make(tx, account);
        return { certificate: handOver, signed: handOver, handOver };
      };
    }
    const { publicKey } = await this.issuance.sign.readRequest(input.request);
    return async (tx, account) => {
      const signed = await this.issuance.sign.within(tx, account, publicKey, input);
      return { certificate: signed, signed, handOver: null };
    };
  }
}
