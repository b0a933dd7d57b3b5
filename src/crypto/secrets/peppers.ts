import { createHash, hkdfSync, type KeyObject } from 'node:crypto';
import type { SecretsConfig } from '../../config/config.js';
import type { KnownPeppers } from '../../core/credentials/secret-generator.js';
import { hmacKey } from '../hmac.js';

/** A pepper, or a key derived from one, with the id of the pepper that stands in digests. */
export interface PepperKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** The keys of one purpose: new digests are made under `current`, and matched under all. */
export interface PepperKeys {
  readonly current: PepperKey;
  readonly byId: ReadonlyMap<string, KeyObject>;
}

/** The known peppers, and keys that are derived from them. An id tells nothing of its pepper. */
export class Peppers {
  readonly keys: PepperKeys;

  constructor({ pepper, previousPeppers }: SecretsConfig) {
    const current = pepper();
    this.keys = {
      current: { id: pepperId(current), key: hmacKey(current) },
      byId: new Map([...previousPeppers(), current].map((bytes) => [pepperId(bytes), hmacKey(bytes)])),
    };
  }

  /**
   * Returns keys that serve one purpose alone (RFC 5869 section 3.2): what is computed for another
   * purpose, of any text, can never be passed off as theirs.
   */
  derived(purpose: string): PepperKeys {
    const { current, byId } = this.keys;
    return {
      current: { id: current.id, key: derive(current.key, purpose) },
      byId: new Map([...byId].map(([id, key]) => [id, derive(key, purpose)])),
    };
  }

  known(): KnownPeppers {
    const { current, byId } = this.keys;
    return { current: current.id, others: [...byId.keys()].filter((id) => id !== current.id) };
  }
}

const derive = (pepper: KeyObject, purpose: string): KeyObject =>
  hmacKey(Buffer.from(hkdfSync('sha256', pepper, '', purpose, 32)));

const pepperId = (pepper: Buffer): string =>
  createHash('sha256').update('portaria pepper id').update(pepper).digest('hex').slice(0, 8);
