import { type CertificateFacts, mayAuthenticateClients } from '../core/certificate.js';

/** Why clients of an authority should not be accepted; empty when nothing speaks against it. Pure. */
export const judgeAuthority = (facts: CertificateFacts, now: Date): readonly string[] => [
  ...(facts.isAuthority
    ? []
    : [
        "it is not of an authority (its basic constraints do not say CA:true); a client's certificate is linked to its account",
      ]),
  ...(now > facts.notAfter ? [`it expired on ${facts.notAfter.toISOString()}`] : []),
  ...(facts.key.strong
    ? []
    : [`its key is ${facts.key.name}; needed is RSA of at least 2048 bits, P-256 or better, or Ed25519`]),
  ...(mayAuthenticateClients(facts)
    ? []
    : ['its extended key usage has no clientAuth, so no certificate below it is one for clients']),
];
