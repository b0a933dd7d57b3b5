import { createPublicKey } from 'node:crypto';

const tlv = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...length), content]);
};

/** A signing request with an RSA key of this modulus, which has no private key, and a made-up signature. */
export const publicKeyOf = (modulus: Buffer): string => {
  const odd = Buffer.from(modulus);
  odd[0] = (odd[0] ?? 0) | 0x80;
  const spki = createPublicKey({
    format: 'jwk',
    key: { kty: 'RSA', n: odd.toString('base64url'), e: 'AQAB' },
  }).export({ format: 'der', type: 'spki' });
  const sha256WithRsa = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
  const body = tlv(0x30, Buffer.from('020100', 'hex'), tlv(0x30), spki, tlv(0xa0));
  const der = tlv(0x30, body, sha256WithRsa, tlv(0x03, Buffer.of(0), odd));
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
};
