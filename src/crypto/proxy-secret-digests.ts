import { hkdfSync } from 'node:crypto';
import type { Config, Hidden } from '../config/config.js';
import { proxySecretSetting } from '../core/overview/process-settings.js';
import type { ProcessRole } from '../core/shared/process-role.js';
import { listeners } from '../core/tokens/token-request.js';
import { hmacKey, hmacSha256 } from './hmac.js';
import { masterKeyIdOf } from './sealer.js';

const digestChars = 16;

/**
 * Returns digests of the proxy secrets, for processes to compare: one that was not restarted after a change refuses
 * every request of NGINX. The key is derived from a master key, so a reader of the database cannot try guesses.
 * There is one for each known master key, so that processes can compare while the key is being changed.
 */
export const proxySecretDigests = (
  role: ProcessRole,
  secrets: Config['listeners'],
  masterKeys: readonly Buffer[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    listeners.flatMap((listener) => {
      const secret = secrets[listener];
      return secret === null
        ? []
        : masterKeys.map((key) => [
            proxySecretSetting(listener, role, masterKeyIdOf(key)),
            digestOf(secret, key),
          ]);
    }),
  );

const digestOf = (secret: Hidden<string>, masterKey: Buffer): string => {
  const key = hkdfSync('sha256', masterKey, '', 'portaria: digests of proxy secrets', 32);
  return hmacSha256(hmacKey(new Uint8Array(key)), secret())
    .toString('hex')
    .slice(0, digestChars);
};
