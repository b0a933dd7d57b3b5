import { generateKeyPairSync, sign } from 'node:crypto';

/** `NewKey`: a private key and the signing request for it, both in PEM. */
export interface NewKey {
  readonly keyPem: string;
  readonly csrPem: string;
}

/** A value of DER: tag, length, content (X.690). */
const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));

const commonName = oid('550403');
const ecdsaWithSha256 = oid('2a8648ce3d040302');

/**
 * Makes a P-256 key and a signing request (RFC 2986). The gateway takes only the public key of it, so the
 * subject says nothing.
 */
export const makeNewKey = (passphrase?: string): NewKey => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from('renewal')))));
  const version = der(0x02, Buffer.from([0]));
  const noAttributes = der(0xa0);
  const info = sequence(version, name, publicKey.export({ type: 'spki', format: 'der' }), noAttributes);
  const signature = der(0x03, Buffer.from([0]), sign('sha256', info, privateKey));
  const csr = sequence(info, sequence(ecdsaWithSha256), signature);
  const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  const lines = csr.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return {
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem', ...encryption }).toString(),
    csrPem: `-----BEGIN CERTIFICATE REQUEST-----\n${lines}\n-----END CERTIFICATE REQUEST-----\n`,
  };
};
