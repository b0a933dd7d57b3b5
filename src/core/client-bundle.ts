/** What a merchant needs to begin, in one archive. */
import type { Secret } from './secret.js';

export const bundleKeyTypes = ['rsa-2048', 'rsa-3072', 'rsa-4096'] as const;
export type BundleKeyType = (typeof bundleKeyTypes)[number];

/** A private key that was made for a bundle: it is in this bundle and nowhere else. */
export interface BundleKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** PKCS#8, DER, in base64. */
  readonly privateKey: Secret;
}

export interface BundleContent {
  /** The client's certificate. */
  readonly certificate: string;
  /** The certificates above it, the signing authority first. */
  readonly chain: string;
  /** `null`: the merchant has the key, and so no `client.p12` is made. */
  readonly key: { readonly privateKey: Secret; readonly password: Secret } | null;
  readonly readme: string;
  /** What the files are dated. */
  readonly at: Date;
}

/** Makes bundles. */
export abstract class BundleMaker {
  abstract makeKey(type: BundleKeyType): Promise<BundleKey>;
  /** 120 random bits in characters that can be read out. */
  abstract makePassword(): Secret;
  /** A zip: `certificate.pem`, `chain.pem`, `client.p12` and `README.txt`. */
  abstract pack(content: BundleContent): Uint8Array;
}
