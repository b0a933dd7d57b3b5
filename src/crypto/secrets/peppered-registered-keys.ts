import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import type { ClientJwk } from '../../core/credentials/client-jwk.js';
import { type KeyRegistration, RegisteredKeys } from '../../core/credentials/registered-key.js';
import {
  registeredDigestFrom,
  registeredDigestPrefix,
  storedRegistrationFrom,
} from '../../core/credentials/stored-digest.js';
import type { ClientId } from '../../core/shared/ids.js';
import { hmacSha256Text } from '../hmac.js';
import { timingSafeEqualText } from '../timing-safe-equal-text.js';
import type { PepperKeys, Peppers } from './peppers.js';

const rsaBits = { min: 2048, max: 4096 };

/**
 * Registrations under an HMAC of their own purpose, over the client id as well: with the database's
 * login alone, none is planted, and none is copied to another client.
 */
export class PepperedRegisteredKeys extends RegisteredKeys {
  #keys: PepperKeys | null = null;

  /** `peppers` is read when it is first needed. */
  constructor(private readonly peppers: () => Peppers) {
    super();
  }

  private get keys(): PepperKeys {
    return (this.#keys ??= this.peppers().derived('portaria registered key'));
  }

  digest(clientId: ClientId, registration: KeyRegistration): string {
    // Another text every time: a digest that stands in a second place was copied there by hand.
    const nonce = randomBytes(9).toString('base64url');
    return this.stored(JSON.stringify([clientId, registration, nonce]));
  }

  open(clientId: ClientId, digest: string): KeyRegistration | null {
    const stored = registeredDigestFrom(digest);
    const key = stored && this.keys.byId.get(stored.pepper);
    if (!key || !timingSafeEqualText(macOf(stored.text, key), stored.mac)) return null;
    const found = storedRegistrationFrom(stored.text);
    return found?.clientId === clientId ? found.registration : null;
  }

  upgradedDigest(clientId: ClientId, digest: string): string | null {
    const stored = registeredDigestFrom(digest);
    if (!stored || stored.pepper === this.keys.current.id) return null;
    return this.open(clientId, digest) && this.stored(stored.text);
  }

  problemOf(key: ClientJwk): string | null {
    try {
      const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({
        key: { ...key },
        format: 'jwk',
      });
      const bits = asymmetricKeyDetails?.modulusLength ?? 0;
      if (asymmetricKeyType === 'rsa' && (bits < rsaBits.min || bits > rsaBits.max))
        return `RSA keys must have ${String(rsaBits.min)} to ${String(rsaBits.max)} bits, and it has ${String(bits)}`;
      return null;
    } catch {
      return 'its numbers do not form a public key';
    }
  }

  private stored(text: string): string {
    const { id, key } = this.keys.current;
    return `${registeredDigestPrefix}${id}$${macOf(text, key)}$${text}`;
  }
}

const macOf = (text: string, key: KeyObject): string => hmacSha256Text(key, text);
