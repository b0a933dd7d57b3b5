/** What the operator of the gateway has decided of the certificates that it signs. */
export interface CertificateTerms {
  /** How long a certificate is valid, unless somebody asks otherwise. */
  readonly days: number;
  /** Where the list of revoked certificates can be fetched; written into each certificate. */
  readonly revocationListUrl: string | null;
  /** How long a list of revoked certificates is good. */
  readonly revocationListDays: number;
  /** Where merchants find the gateway, for the README of a bundle. */
  readonly gatewayUrl: string | null;
}
