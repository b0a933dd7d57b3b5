import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { RegisteredKeys } from '../../core/credentials/registered-key.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import type { RefusalRecords } from '../../core/refusals/refusal-records.js';
import type { MerchantContext } from '../../core/shared/merchant-context.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { LinkCertificate } from '../certificates/link-certificate.js';
import { RenewCertificate } from '../certificates/renew-certificate.js';
import type { SignCertificate } from '../certificates/sign-certificate.js';
import { unlinkCertificate } from '../certificates/unlink-certificate.js';
import { revokeSecret } from '../credentials/revoke-secret.js';
import { RotateKeySet } from '../credentials/rotate-key-set.js';
import { RotateSecret } from '../credentials/rotate-secret.js';
import { OwnRefusals } from '../refusals/own-refusals.js';
import { RefusalUseCases } from '../refusals/refusal-use-cases.js';
import { readsScopedTo } from '../restrict-to-own-account.js';
import { type AccountDetails, ShowAccount } from './show-account.js';

/** The collaborators of `OwnAccountUseCases`. */
export interface OwnAccountParts {
  readonly database: Reads;
  readonly refusals: RefusalRecords;
  readonly secrets: SecretGenerator;
  readonly registeredKeys: RegisteredKeys;
  readonly certificateParser: CertificateParser;
  readonly sign: SignCertificate;
}

/**
 * What merchants do with their own account. Each change needs only `OwnAccountChangeTransaction` or
 * `OwnAccountRevokeTransaction`: a use case that needs more does not compile for self-service.
 */
export class OwnAccountUseCases {
  readonly rotateSecret: RotateSecret;
  readonly rotateKeySet: RotateKeySet;
  readonly revokeSecret = revokeSecret;
  readonly signCertificate: SignCertificate;
  readonly renewCertificate: RenewCertificate;
  readonly unlinkCertificate = unlinkCertificate;
  readonly #database: Reads;
  readonly #refusals: RefusalRecords;

  constructor({ database, refusals, secrets, registeredKeys, certificateParser, sign }: OwnAccountParts) {
    this.rotateSecret = new RotateSecret(secrets);
    this.rotateKeySet = new RotateKeySet(registeredKeys);
    this.signCertificate = sign;
    this.renewCertificate = new RenewCertificate(certificateParser, new LinkCertificate(certificateParser));
    this.#database = database;
    this.#refusals = refusals;
  }

  /** Returns the account with its credentials and certificates. */
  show(merchant: MerchantContext): Promise<AccountDetails> {
    return new ShowAccount(readsScopedTo(merchant, this.#database)).run(merchant.accountId);
  }

  /** Returns the refusals of this account; those of other accounts are answered as not found. */
  refusalsOf({ accountId }: MerchantContext): RefusalUseCases {
    return new RefusalUseCases(new OwnRefusals(this.#refusals, accountId), 'merchant');
  }
}
