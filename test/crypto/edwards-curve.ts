/** The curve of Ed25519 (RFC 8032 section 5.1), -x² + y² = 1 + dx²y² modulo p, for tests that must not trust a verifier. */
const p = 2n ** 255n - 19n;

const reduced = (value: bigint): bigint => ((value % p) + p) % p;

const power = (base: bigint, exponent: bigint): bigint => {
  if (exponent === 0n) return 1n;
  const half = power(reduced(base * base), exponent / 2n);
  return exponent % 2n === 0n ? half : reduced(half * base);
};

/** By Fermat's little theorem. */
const inverse = (value: bigint): bigint => power(reduced(value), p - 2n);

const d = reduced(-121665n * inverse(121666n));

/** The y of twice a point; that of the point decides it, since it gives x². */
const yOfTwice = (y: bigint): bigint => {
  const yy = reduced(y * y);
  const xx = reduced((yy - 1n) * inverse(d * yy + 1n));
  return reduced((yy + xx) * inverse(1n - d * xx * yy));
};

/** The y of a point as it is encoded: 32 bytes, the last first, without the sign of x. */
const yOf = (point: Uint8Array): bigint => {
  const hex = Buffer.from(point).reverse().toString('hex');
  return reduced(BigInt(`0x${hex}`) % 2n ** 255n);
};

/** 1 for a point whose order divides eight: (0, 1) is the neutral element. */
export const yOfEightTimes = (point: Uint8Array): bigint => yOfTwice(yOfTwice(yOfTwice(yOf(point))));
