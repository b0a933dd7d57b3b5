import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import type { CertificateIssuanceUseCases } from '../certificates/certificate-issuance-use-cases.js';
import { LinkCertificate } from '../certificates/link-certificate.js';
import { CreateOperator } from './create-operator.js';
import { ImportAccount } from './import-account.js';

/**
 * `OnboardingUseCases`: account, credential and certificate in one change. This folder owns
 * imports; it must never import a part of an account.
 */
export class OnboardingUseCases {
  readonly createOperator: CreateOperator;
  readonly importAccount: ImportAccount;

  constructor(
    secrets: SecretGenerator,
    certificateParser: CertificateParser,
    issuance: CertificateIssuanceUseCases,
  ) {
    const link = new LinkCertificate(certificateParser);
    this.createOperator = new CreateOperator(secrets, link, issuance);
    this.importAccount = new ImportAccount(secrets, certificateParser, link);
  }
}
