import { wholeDaysUntilMs } from '../../core/shared/durations.js';
import type { CertificateLinks } from '../../core/tokens/client-snapshot-reader.js';
import { isTrusted } from '../../core/tokens/verified-certificate.js';
import type { HandshakeCertificate } from '../../http/trust/handshake.strategy.js';

/**
 * `Whoami`: what the caller presented, and the accounts that have it linked. An unknown client id
 * looks like one of another account: the holder of a certificate learns of their own accounts only.
 */
export interface Whoami {
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  /** SHA-256 of the DER, 64 hex digits. */
  readonly fingerprint: string;
  readonly keyType: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** Whole days until the certificate expires; negative when it has expired. */
  readonly daysLeft: number;
  /**
   * Whether the chain leads to an authority that this gateway trusts; if not, `reason` says why.
   */
  readonly trusted: boolean;
  readonly reason?: string;
  readonly linked: boolean;
  /** The accounts that it is linked to: at most 20. */
  readonly accountIds: readonly string[];
  /** Whether `clientId` of the query is of one of these accounts; only there if the query has one. */
  readonly clientIdLinked?: boolean;
  readonly tls: { readonly version: string; readonly cipher: string };
}

/** `WhoamiContext`: what the gateway found out besides the certificate. */
export interface WhoamiContext {
  readonly links: CertificateLinks;
  readonly tls: Whoami['tls'];
}

export const toWhoami = (
  { info, sslClientVerify }: HandshakeCertificate,
  { links, tls }: WhoamiContext,
): Whoami => {
  const { accountIds, clientIdLinked, nowMs } = links;
  const trusted = isTrusted(sslClientVerify);
  return {
    subject: info.subject,
    issuer: info.issuer,
    serialNumber: info.serialNumber,
    fingerprint: info.fingerprint,
    keyType: info.key.name,
    notBefore: info.notBefore.toISOString(),
    notAfter: info.notAfter.toISOString(),
    daysLeft: wholeDaysUntilMs(info.notAfter.getTime(), nowMs),
    trusted,
    ...(!trusted && { reason: sslClientVerify.replace(/^FAILED:/, '') }),
    linked: accountIds.length > 0,
    accountIds,
    ...(clientIdLinked !== null && { clientIdLinked }),
    tls,
  };
};
