/**
 * The transactions as one account may see them: only its own things exist in them. A use case that
 * needs more than these types have does not compile for self-service.
 */
import type { AccountReader, AccountWriter } from '../accounts/account-repository.js';
import type { CaReader } from '../ca/ca-repository.js';
import type {
  StoredCertificateReader,
  StoredCertificateRevoker,
  StoredCertificateWriter,
} from '../certificates/certificate-repository.js';
import type { ClientCaReader } from '../client-cas/client-ca-repository.js';
import type {
  CredentialReader,
  CredentialRevoker,
  CredentialWriter,
} from '../credentials/credential-repository.js';

type CertificatesRead = 'ofAccount' | 'wasLinkedTo' | 'accountsLinkedTo' | 'revokedForKey';
type CredentialsRead = 'find' | 'ofAccount' | 'everHad';
type CredentialsWritten = 'lock' | 'addSecret' | 'expireSecret' | 'retireExpiredSecrets';

export interface OwnAccountReadTransaction {
  readonly accounts: Pick<AccountReader, 'find'>;
  readonly credentials: Pick<CredentialReader, CredentialsRead>;
  readonly certificates: Pick<StoredCertificateReader, CertificatesRead>;
  readonly cas: Pick<CaReader, 'list'>;
  readonly clientCas: Pick<ClientCaReader, 'list'>;
  now(): Promise<Date>;
}

export interface OwnAccountChangeTransaction extends OwnAccountReadTransaction {
  readonly accounts: Pick<AccountWriter, 'find' | 'lock'>;
  readonly credentials: Pick<CredentialWriter, CredentialsRead | CredentialsWritten>;
  readonly certificates: Pick<StoredCertificateWriter, CertificatesRead | 'store' | 'link'>;
}

export interface OwnAccountRevokeTransaction extends OwnAccountChangeTransaction {
  readonly credentials: Pick<CredentialRevoker, CredentialsRead | CredentialsWritten | 'revokeSecret'>;
  readonly certificates: Pick<StoredCertificateRevoker, CertificatesRead | 'store' | 'link' | 'unlink'>;
}

/** `OwnAccountReads`: where a reading use case of self-service reads. */
export interface OwnAccountReads {
  read<T>(work: (tx: OwnAccountReadTransaction) => Promise<T>): Promise<T>;
}
