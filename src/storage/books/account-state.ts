import type { BookReader } from '../../core/books.js';
import type { Certificate } from '../../core/certificate.js';
import type { Credential } from '../../core/credential.js';
import type { AccountId } from '../../core/ids.js';

/**
 * An account with everything below it, as the audit trail tells it: of secrets no digest, and nothing that changes
 * without a change (last uses, the version). Parts are named by their ids, so that a difference says which of them it was.
 */
export const accountState = async (books: BookReader, id: AccountId): Promise<unknown> => {
  const account = await books.account(id);
  if (!account) return null;
  const { name, taxId, kind, status, scopes, networks, taxIdOnCertificate, resourceServer } = account;
  const credentials = await books.credentialsOf(id);
  const certificates = await books.certificatesOf(id);
  return {
    ...{ name, taxId, kind, status, scopes, networks, taxIdOnCertificate, resourceServer },
    credentials: Object.fromEntries(
      credentials.map((credential) => [credential.clientId, credentialState(credential)]),
    ),
    certificates: Object.fromEntries(
      certificates.map(({ fingerprint, subject, notAfter }) => [fingerprint, { subject, notAfter }]),
    ),
  };
};

const credentialState = ({ label, status, scopes, expiresAt, contracts, secrets }: Credential): unknown => ({
  ...{ label, status, scopes, expiresAt },
  contracts: Object.fromEntries(contracts.map(({ contract, policy }) => [contract, policy])),
  secrets: Object.fromEntries(secrets.map((secret) => [secret.id, secretState(secret)])),
});

const secretState = ({ shape, expiresAt }: Credential['secrets'][number]): unknown => ({ shape, expiresAt });

/** A kept certificate; its text can be had by its fingerprint. */
export const certificateState = (certificate: Certificate | null): unknown => {
  if (!certificate) return null;
  const { subject, issuer, serial, keyType, notBefore, notAfter, taxId, revokedAt, revokedReason } =
    certificate;
  return { subject, issuer, serial, keyType, notBefore, notAfter, taxId, revokedAt, revokedReason };
};
