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
      return { name: 'Ed25519', strong: true };
    default:
      return { name: key.asymmetricKeyType ?? 'unknown', strong: false };
  }
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
  const { name } = keyFactsOf(key);
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
