import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Hidden } from '../config/config.js';
import { Unusable } from '../core/unusable.js';

const version = 1;
const ivBytes = 12;
const tagBytes = 16;
const keyIdBytes = 8;
const headBytes = 1 + keyIdBytes + ivBytes;

/**
 * Seals what must lie in the database but not be readable there: AES-256-GCM under the master key.
 * Layout: version (1), master key id (8), nonce (12), tag (16), ciphertext.
 */
export class Sealer {
  readonly #keyId: Buffer;

  constructor(private readonly masterKey: Hidden<Buffer>) {
    this.#keyId = createHash('sha256')
      .update('portaria master key id')
      .update(masterKey())
      .digest()
      .subarray(0, keyIdBytes);
  }

  /** `label` is authenticated with it: sealed material moved to another row does not open there. */
  seal(plain: Buffer, label: string): Buffer {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.masterKey(), iv);
    cipher.setAAD(Buffer.from(label));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(version), this.#keyId, iv, cipher.getAuthTag(), sealed]);
  }

  /** Throws `Unusable` when it was sealed under another master key, or when it or its label were changed. */
  open(sealed: Buffer, label: string): Buffer {
    if (sealed[0] !== version || sealed.length < headBytes + tagBytes)
      throw new Unusable(`${label}: not sealed material`);
    if (!sealed.subarray(1, 1 + keyIdBytes).equals(this.#keyId)) {
      throw new Unusable(
        `${label}: sealed under another master key than PORTARIA_MASTER_KEY; give the one it was made with`,
      );
    }
    const iv = sealed.subarray(1 + keyIdBytes, headBytes);
    const decipher = createDecipheriv('aes-256-gcm', this.masterKey(), iv, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(label));
    decipher.setAuthTag(sealed.subarray(headBytes, headBytes + tagBytes));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(headBytes + tagBytes)), decipher.final()]);
    } catch (cause) {
      throw new Unusable(`${label}: the sealed material or its row was changed`, { cause });
    }
  }
}
