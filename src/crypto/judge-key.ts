import type { KeyObject } from 'node:crypto';
import type { PublicKeyFacts } from '../core/certificate.js';

const rsaBitsMin = 2048;
/** A key of 16,384 bits costs a handshake 30 ms: whoever may present one can stop the gateway with little effort. */
const rsaBitsMax = 8192;
const exponentMin = 65_537n;
/** OpenSSL refuses longer ones with large moduli; a long exponent makes a check as dear as a signature. */
const exponentMax = 0xffff_ffffn;
/** CA/Browser Forum Baseline Requirements 6.1.6: a modulus has no factor smaller than 752. */
const factorMax = 752;

/** OpenSSL's names of the curves, and everybody else's. */
const curves: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/** What people call the key, and whether it is strong enough to be believed. */
export const keyFactsOf = (key: KeyObject): PublicKeyFacts => {
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
 * Points of Ed25519 whose order divides eight (RFC 7748 section 7; the encodings that are not canonical too). For such a key there are
 * signatures that are good for every message, made by nobody: proof of possession proves nothing.
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
  // The sign of the other coordinate decides nothing.
  point[31] = (point[31] ?? 0) & 0x7f;
  return smallOrder.has(point.toString('hex'));
};

/** A curve may also be described instead of named (RFC 5480 forbids it): few programs read that, and it hides weak ones. */
const namedBytes: Readonly<Record<string, number>> = { 'P-256': 91, 'P-384': 120, Ed25519: 44 };

const certifiable = 'RSA of 2048 to 8192 bits, P-256, P-384 or Ed25519';

/**
 * Why a key is not certified, in words that follow "its key"; `null` when it may be. Costs next to nothing, whatever the
 * key: it comes before the first signature is checked with it.
 */
export const objectionTo = (key: KeyObject): string | null => {
  if (key.asymmetricKeyType === 'rsa') return objectionToRsa(key);
  const { name, strong } = keyFactsOf(key);
  if (name === 'Ed25519' && !strong)
    return 'is a point of small order, for which anybody can sign; make a new key';
  const bytes = key.export({ format: 'der', type: 'spki' }).length;
  if (name in namedBytes)
    return bytes === namedBytes[name]
      ? null
      : 'does not name its curve in the usual way; make one with a named curve and an uncompressed point';
  return `is ${key.asymmetricKeyType === 'rsa-pss' ? 'RSA-PSS' : name || 'of a curve without a name'}; needed is ${certifiable}`;
};

const objectionToRsa = (key: KeyObject): string | null => {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < rsaBitsMin || modulusLength > rsaBitsMax)
    return `is RSA-${String(modulusLength)}; needed is ${certifiable}`;
  if (publicExponent < exponentMin || publicExponent > exponentMax || publicExponent % 2n === 0n)
    return 'has an unusual public exponent; make one with 65537, as every program does unless told otherwise';
  return hasSmallFactor(key)
    ? 'has a modulus that can be factored; it was damaged, or made by a broken program'
    : null;
};

const hasSmallFactor = (key: KeyObject): boolean => {
  const { n = '' } = key.export({ format: 'jwk' });
  const modulus = BigInt(`0x${Buffer.from(n, 'base64url').toString('hex') || '0'}`);
  return Array.from({ length: factorMax - 2 }, (_, place) => BigInt(place + 2)).some(
    (factor) => modulus % factor === 0n,
  );
};
