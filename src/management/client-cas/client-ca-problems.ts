import { type CertificateInfo, mayAuthenticateClients } from '../../core/certificates/certificate.js';

/**
 * Returns why clients of an authority should not be accepted; empty when there is no reason. Pure.
 */
export const clientCaProblems = (info: CertificateInfo, now: Date): readonly string[] => [
  ...(info.isCa
    ? []
    : [
        'it is not a CA certificate (its basic constraints lack CA:true): link a client certificate to its account instead',
      ]),
  ...(now > info.notAfter ? [`it expired on ${info.notAfter.toISOString()}`] : []),
  ...(info.key.strong
    ? []
    : [`its key is ${info.key.name}, but must be RSA of at least 2048 bits, P-256 or better, or Ed25519`]),
  ...(mayAuthenticateClients(info)
    ? []
    : ['its extended key usage has no clientAuth, so no certificate that it signs is a client certificate']),
];
