/** The hand-over ZIP: everything that a merchant needs to start, in one archive. */
import type { Secret } from '../credentials/secret.js';

export const handOverKeyTypes = ['rsa-2048', 'rsa-3072', 'rsa-4096'] as const;
export type HandOverKeyType = (typeof handOverKeyTypes)[number];

/** A private key that was generated for a hand-over ZIP. It exists in it and nowhere else. */
export interface HandOverKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** PKCS#8, DER, in base64. */
  readonly privateKey: Secret;
}

export interface HandOverContent {
  /** The client's certificate. */
  readonly certificate: string;
  /** The certificates of its issuers, the signing authority first. */
  readonly chain: string;
  /** `null` when the merchant already has the key; then no `client.p12` is made. */
  readonly key: { readonly privateKey: Secret; readonly password: Secret } | null;
  /** The CA of the gateway's own certificate, if it is a private one. */
  readonly serverCa: string | null;
  readonly readme: string;
  readonly readmeInPortuguese: string;
  /** The date of the files. */
  readonly at: Date;
}

/** Makes hand-over ZIPs. */
export abstract class HandOverZipMaker {
  abstract makeKey(type: HandOverKeyType): Promise<HandOverKey>;
  /** Generates a password of 120 random bits, in characters that can be read aloud. */
  abstract makePassword(): Secret;
  /** Returns a zip with `certificate.pem`, `chain.pem`, `client.p12`, `server-ca.pem`, `README.txt` and `LEIAME.txt`. */
  abstract pack(content: HandOverContent): Promise<Uint8Array>;
}
