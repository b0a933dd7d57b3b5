import type { HandshakeProblem } from '../../core/certificates/certificate.js';
import { type Asn1, childrenOf, fromBinary, isTagged, oidOf } from './asn1.js';

const keyUsage = '2.5.29.15';
const extendedKeyUsage = '2.5.29.37';
const netscapeType = '2.16.840.1.113730.1.1';
const clientAuth = '1.3.6.1.5.5.7.3.2';
const ellipticCurve = '1.2.840.10045.2.1';

/**
 * The extensions that OpenSSL knows, as `openssl verify` counts them: it refuses a certificate with any other one that is
 * critical (RFC 5280 section 4.2).
 */
const knownExtensions: ReadonlySet<string> = new Set([
  ...[keyUsage, extendedKeyUsage, netscapeType],
  // subjectAltName, basicConstraints, nameConstraints, cRLDistributionPoints, certificatePolicies
  ...['2.5.29.17', '2.5.29.19', '2.5.29.30', '2.5.29.31', '2.5.29.32'],
  // policyMappings, policyConstraints, inhibitAnyPolicy
  ...['2.5.29.33', '2.5.29.36', '2.5.29.54'],
  // addresses and systems of the internet (RFC 3779), proxy certificates (RFC 3820), no check by OCSP (RFC 6960)
  ...['1.3.6.1.5.5.7.1.7', '1.3.6.1.5.5.7.1.8', '1.3.6.1.5.5.7.1.14', '1.3.6.1.5.5.7.48.1.5'],
]);

/** MD5 and SHA-1 with RSA, SHA-1 with ECDSA: OpenSSL 3 takes none of them from security level 1 on. */
const weakSignatures: ReadonlySet<string | null> = new Set([
  ...['1.2.840.113549.1.1.4', '1.2.840.113549.1.1.5', '1.2.840.10045.4.1'],
]);

/** digitalSignature and keyAgreement (RFC 5280 section 4.2.1.3), in the first octet of the bits. */
const signsOrAgrees = 0x88;
/** `SSL client` of Netscape's certificate types. */
const netscapeClient = 0x80;

/**
 * Returns why OpenSSL, and with it NGINX, accepts the certificate in no handshake, whatever its
 * chain is: its purpose check for TLS clients, and its refusal of curves that are written out, of critical extensions
 * that it does not know, and of weak signatures.
 */
export const handshakeProblemsOf = (der: Buffer): readonly HandshakeProblem[] => {
  const [body, algorithm] = childrenOf(fromBinary(der.toString('binary')));
  const extensions = extensionsOf(body);
  const usages = extensions.get(extendedKeyUsage);
  const problems: readonly (readonly [HandshakeProblem, boolean])[] = [
    ['explicit_curve', hasExplicitCurve(body)],
    [
      'no_client_auth',
      usages !== undefined && !childrenOf(usages).some((usage) => oidOf(usage) === clientAuth),
    ],
    ['no_signatures', lacksBits(extensions.get(keyUsage), signsOrAgrees)],
    ['netscape_type', lacksBits(extensions.get(netscapeType), netscapeClient)],
    ['unknown_critical_extension', criticalIn(body).some((id) => !knownExtensions.has(id))],
    ['weak_signature', weakSignatures.has(oidOf(childrenOf(algorithm)[0]))],
  ];
  return problems.flatMap(([problem, isThere]) => (isThere ? [problem] : []));
};

const extensionNodesOf = (body: Asn1 | undefined): readonly Asn1[] => {
  const wrapped = childrenOf(body).find((part) => isTagged(part, 3));
  return childrenOf(childrenOf(wrapped)[0]);
};

const extensionsOf = (body: Asn1 | undefined): ReadonlyMap<string, Asn1> => {
  const extensions = new Map<string, Asn1>();
  for (const extension of extensionNodesOf(body)) {
    const [id, value] = [oidOf(childrenOf(extension)[0]), childrenOf(extension).at(-1)?.value];
    if (id !== null && typeof value === 'string') extensions.set(id, fromBinary(value));
  }
  return extensions;
};

/** Returns the ids of the critical extensions: a third part, between id and value, says it where it is not the default. */
const criticalIn = (body: Asn1 | undefined): readonly string[] =>
  extensionNodesOf(body).flatMap((extension) => {
    const [id, critical, value] = childrenOf(extension);
    const isCritical = value !== undefined && critical?.value !== '\0';
    return isCritical ? (oidOf(id) ?? []) : [];
  });

/** The value of a BIT STRING begins with the number of bits that are not used. */
const lacksBits = (bits: Asn1 | undefined, wanted: number): boolean => {
  if (bits === undefined) return false;
  const octet = typeof bits.value === 'string' ? bits.value.charCodeAt(1) : 0;
  return ((Number.isNaN(octet) ? 0 : octet) & wanted) === 0;
};

/** The parameters of the key are a sequence instead of the name of a curve (RFC 5480 section 2.1.1). */
const hasExplicitCurve = (body: Asn1 | undefined): boolean =>
  childrenOf(body).some((part) => {
    const [algorithm, parameters] = childrenOf(childrenOf(part)[0]);
    return oidOf(algorithm) === ellipticCurve && childrenOf(parameters).length > 0;
  });
