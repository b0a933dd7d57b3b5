/** The operator's settings for certificates that the gateway signs. */
export interface CertificateIssuanceSettings {
  /** How long a certificate is valid, unless the request names another time. */
  readonly days: number;
  /** The URL of the list of revoked certificates, which is written into each certificate. */
  readonly crlUrl: string | null;
  /** How long a list of revoked certificates is valid. */
  readonly crlDays: number;
  /** The gateway's public URL, for the README of a hand-over ZIP. */
  readonly publicUrl: string | null;
}
