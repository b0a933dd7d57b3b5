import { wholeDaysUntilMs } from '../../core/shared/durations.js';
import { isTrusted } from '../../core/tokens/verified-certificate.js';
import type { HandshakeCertificate } from '../../http/trust/handshake.strategy.js';

/**
 * `Whoami`: what the caller presented, and whether any account has it linked. It contains nothing
 * that the caller could not know.
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
  readonly tls: { readonly version: string; readonly cipher: string };
}

/** `WhoamiContext`: what the gateway found out besides the certificate. */
export interface WhoamiContext {
  readonly linked: boolean;
  readonly nowMs: number;
  readonly tls: Whoami['tls'];
}

export const toWhoami = (
  { info, sslClientVerify }: HandshakeCertificate,
  { linked, nowMs, tls }: WhoamiContext,
): Whoami => {
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
    linked,
    tls,
  };
};
