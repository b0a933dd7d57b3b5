import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Hidden } from '../config/config.js';
import { DeploymentError } from '../core/shared/deployment-error.js';

const version = 1;
const ivBytes = 12;
const tagBytes = 16;
const keyIdBytes = 8;
const headBytes = 1 + keyIdBytes + ivBytes;

/**
 * Seals what must be stored in the database but not be readable there: AES-256-GCM under the master
 * key. Material sealed under another known master key still opens, so that the key can be changed
 * while processes run. Layout: version (1), master key id (8), nonce (12), tag (16), ciphertext.
 */
export class Sealer {
  readonly #current: Buffer;
  /** The known master keys, by id. */
  readonly #known: ReadonlyMap<string, Buffer>;

  constructor(masterKey: Hidden<Buffer>, others: Hidden<readonly Buffer[]> = () => []) {
    this.#current = masterKey();
    this.#known = new Map([...others(), this.#current].map((key) => [masterKeyIdOf(key), key]));
  }

  /** The id of the master key that seals. */
  get masterKeyId(): string {
    return masterKeyIdOf(this.#current);
  }

  /**
   * Seals the material. `label` is authenticated with it, so that sealed material that is moved to
   * another row does not open there.
   */
  seal(plain: Buffer, label: string): Buffer {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#current, iv);
    cipher.setAAD(Buffer.from(label));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.of(version), idOf(this.#current), iv, cipher.getAuthTag(), sealed]);
  }

  /**
   * Opens sealed material. Throws `DeploymentError` when it was sealed under an unknown master key, or
   * when it or its label was changed.
   */
  open(sealed: Buffer, label: string): Buffer {
    const key = this.keyOf(sealed, label);
    const iv = sealed.subarray(1 + keyIdBytes, headBytes);
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(label));
    decipher.setAuthTag(sealed.subarray(headBytes, headBytes + tagBytes));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(headBytes + tagBytes)), decipher.final()]);
    } catch (cause) {
      throw new DeploymentError(
        `${label}: the sealed data or its row was changed. Restore the row from a backup`,
        { cause },
      );
    }
  }

  /**
   * Returns the same material sealed under the current master key; `null` when it is already.
   * Throws like `open`.
   */
  reseal(sealed: Buffer, label: string): Buffer | null {
    const plain = this.open(sealed, label);
    return this.keyOf(sealed, label) === this.#current ? null : this.seal(plain, label);
  }

  private keyOf(sealed: Buffer, label: string): Buffer {
    if (sealed[0] !== version || sealed.length < headBytes + tagBytes)
      throw new DeploymentError(`${label}: is not sealed data. Restore the row from a backup`);
    const key = this.#known.get(sealed.subarray(1, 1 + keyIdBytes).toString('hex'));
    if (key) return key;
    throw new DeploymentError(
      `${label}: is not sealed with PORTARIA_MASTER_KEY. Set the master key that sealed it there or in ` +
        'PORTARIA_PREVIOUS_MASTER_KEYS',
    );
  }
}

/** Returns the id of a master key in hexadecimal: it precedes everything that the key sealed, and reveals nothing of it. */
export const masterKeyIdOf = (masterKey: Buffer): string => idOf(masterKey).toString('hex');

const idOf = (masterKey: Buffer): Buffer =>
  createHash('sha256').update('portaria master key id').update(masterKey).digest().subarray(0, keyIdBytes);
