import type { HandshakeProblem } from '../../core/certificates/certificate.js';
import { type Asn1, childrenOf, fromBinary, isTagged, oidOf } from './asn1.js';

const keyUsage = '2.5.29.15';
const extendedKeyUsage = '2.5.29.37';
const netscapeType = '2.16.840.1.113730.1.1';
const clientAuth = '1.3.6.1.5.5.7.3.2';
const ellipticCurve = '1.2.840.10045.2.1';

/** digitalSignature and keyAgreement (RFC 5280 section 4.2.1.3), in the first octet of the bits. */
const signsOrAgrees = 0x88;
/** `SSL client` of Netscape's certificate types. */
const netscapeClient = 0x80;

/**
 * Returns why OpenSSL, and with it NGINX, accepts the certificate in no handshake, whatever its
 * chain is: its purpose check for TLS clients, and its refusal of curves that are written out.
 */
export const handshakeProblemsOf = (der: Buffer): readonly HandshakeProblem[] => {
  const [body] = childrenOf(fromBinary(der.toString('binary')));
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
  ];
  return problems.flatMap(([problem, isThere]) => (isThere ? [problem] : []));
};

const extensionsOf = (body: Asn1 | undefined): ReadonlyMap<string, Asn1> => {
  const wrapped = childrenOf(body).find((part) => isTagged(part, 3));
  const extensions = new Map<string, Asn1>();
  for (const extension of childrenOf(childrenOf(wrapped)[0])) {
    const [id, value] = [oidOf(childrenOf(extension)[0]), childrenOf(extension).at(-1)?.value];
    if (id !== null && typeof value === 'string') extensions.set(id, fromBinary(value));
  }
  return extensions;
};

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
