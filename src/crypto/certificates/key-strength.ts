import type { KeyObject } from 'node:crypto';
import type { PublicKeyInfo } from '../../core/certificates/certificate.js';

const rsaBitsMin = 2048;
/**
 * Upper limit of RSA keys. A key of 16,384 bits costs 30 ms per handshake, so a client that may
 * present one could stop the gateway with little effort.
 */
const rsaBitsMax = 8192;
const exponentMin = 65_537n;
/**
 * Upper limit of the exponent. OpenSSL refuses longer ones with large moduli, and a long exponent
 * makes a verification as expensive as a signature.
 */
const exponentMax = 0xffff_ffffn;
/** CA/Browser Forum Baseline Requirements 6.1.6: a modulus has no factor smaller than 752. */
const factorMax = 752;

/** The usual names of the curves, by their names in OpenSSL. */
const curves: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/** Returns the usual name of the key, and whether it is strong enough to be trusted. */
export const keyInfoOf = (key: KeyObject): PublicKeyInfo => {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss':
      return { name: `RSA-${String(modulusLength)}`, strong: modulusLength >= rsaBitsMin };
    case 'ec':
      return { name: curves[namedCurve] ?? namedCurve, strong: namedCurve in curves };
    case 'ed25519':
      return { name: 'Ed25519', strong: !hasSmallOrder(key) };
    default:
      return { name: key.asymmetricKeyType ?? 'unknown', strong: false };
  }
};

/**
 * Points of Ed25519 whose order divides eight (RFC 7748 section 7), including their encodings that
 * are not canonical. For such a key anyone can compute a signature that is valid for every message,
 * so its proof of possession proves nothing.
 */
const smallOrder: ReadonlySet<string> = new Set([
  `00${'00'.repeat(31)}`,
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
]);

const hasSmallOrder = (key: KeyObject): boolean => {
  const { x = '' } = key.export({ format: 'jwk' });
  const point = Buffer.from(x, 'base64url');
  // The sign bit of the other coordinate is ignored: it does not change the order of the point.
  point[31] = (point[31] ?? 0) & 0x7f;
  return smallOrder.has(point.toString('hex'));
};

/**
 * Lengths of keys on named curves. A curve may also be described instead of named, which RFC 5480
 * forbids: few programs read that, and it can hide a weak curve.
 */
const namedBytes: Readonly<Record<string, number>> = { 'P-256': 91, 'P-384': 120, Ed25519: 44 };

const certifiable = 'RSA of 2048 to 8192 bits, P-256, P-384 or Ed25519';

/**
 * Returns why a key is not certified, in words that follow "its key"; `null` when it may be
 * certified. The check is cheap for every key, because it runs before the first signature is
 * verified with it.
 */
export const keyProblemOf = (key: KeyObject): string | null => {
  if (key.asymmetricKeyType === 'rsa') return objectionToRsa(key);
  const { name, strong } = keyInfoOf(key);
  if (name === 'Ed25519' && !strong)
    return 'is a point of small order, for which anyone can sign. Generate a new key';
  const bytes = key.export({ format: 'der', type: 'spki' }).length;
  if (name in namedBytes)
    return bytes === namedBytes[name]
      ? null
      : 'does not name its curve in the usual way. Generate a key with a named curve and an uncompressed point';
  return `is ${key.asymmetricKeyType === 'rsa-pss' ? 'RSA-PSS' : name || 'of a curve without a name'}, but must be ${certifiable}`;
};

const objectionToRsa = (key: KeyObject): string | null => {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < rsaBitsMin || modulusLength > rsaBitsMax)
    return `is RSA-${String(modulusLength)}, but must be ${certifiable}`;
  if (publicExponent < exponentMin || publicExponent > exponentMax || publicExponent % 2n === 0n)
    return 'has an unusual public exponent. Generate a key with the exponent 65537, the usual default';
  return hasSmallFactor(key)
    ? 'has a modulus that can be factored. Generate a new key with another program'
    : null;
};

const hasSmallFactor = (key: KeyObject): boolean => {
  const { n = '' } = key.export({ format: 'jwk' });
  const modulus = BigInt(`0x${Buffer.from(n, 'base64url').toString('hex') || '0'}`);
  return Array.from({ length: factorMax - 2 }, (_, index) => BigInt(index + 2)).some(
    (factor) => modulus % factor === 0n,
  );
};
