import { createHash, hkdfSync, type KeyObject } from 'node:crypto';
import type { SecretsConfig } from '../../config/config.js';
import { generatedSecretPrefix, type Secret } from '../../core/credentials/secret.js';
import {
  type LoginBinding,
  type ReadRefreshToken,
  type RefreshTokenPosition,
  RefreshTokens,
} from '../../core/realm/refresh-tokens.js';
import { familyIdFrom } from '../../core/shared/ids.js';
import { hmacKey, hmacSha256 } from '../hmac.js';
import { timingSafeEqualText } from '../timing-safe-equal-text.js';

/**
 * Separates these keys from every other use of the pepper (RFC 5869 section 3.2), and the tokens of
 * the two forms from each other.
 */
const purpose = 'portaria refresh token 2';
const purposeWithoutLogin = 'portaria refresh token';
const keyBytes = 32;

const familyBytes = 16;
const generationBytes = 4;
const positionBytes = familyBytes + generationBytes;
const loginBytes = 32;
const macBytes = 32;

/**
 * The token has no dot: some clients (`@keycloak/keycloak-admin-client`) take a token with a dot
 * for a JWT, and fail.
 */
const grammarOf = (bytes: number): RegExp =>
  new RegExp(`^${generatedSecretPrefix}([A-Za-z0-9_-]{${String(Math.ceil((bytes * 4) / 3))}})$`);

const grammar = grammarOf(positionBytes + loginBytes + macBytes);
const grammarWithoutLogin = grammarOf(positionBytes + macBytes);

/** The keys that a pepper gives. */
interface Keys {
  readonly withLogin: KeyObject;
  readonly withoutLogin: KeyObject;
}

/**
 * A refresh token is a prefix, then the family, the generation, the digest of the login and the
 * HMAC-SHA-256 of all three, in base64url. The HMAC key is derived from the pepper, so that a stolen
 * database is not enough to forge a token. Attack: someone who writes to the database gives the row
 * of their own login to another user; the token still says whose it is.
 *
 * Tokens under the other known peppers are accepted too, so that the pepper can be changed while
 * processes run. A family that is refreshed moves to the current pepper. Tokens of earlier releases
 * have no login and a key of their own; they are accepted until their families end, 14 days after
 * the upgrade, and none is made any more.
 */
export class HmacRefreshTokens extends RefreshTokens {
  readonly #current: Keys;
  readonly #accepted: readonly Keys[];

  constructor({ pepper, previousPeppers }: SecretsConfig) {
    super();
    this.#current = keysFrom(pepper());
    this.#accepted = [this.#current, ...previousPeppers().map(keysFrom)];
  }

  /** JSON, so that no two logins have the same bytes. */
  digestLogin({ userId, accountId, certificateId, scopes, passwordSetAtMicros }: LoginBinding): string {
    const binding = ['portaria-login-1', userId, accountId, certificateId, scopes, passwordSetAtMicros];
    return createHash('sha256').update(JSON.stringify(binding)).digest('base64url');
  }

  make(position: RefreshTokenPosition, loginDigest: string): string {
    return tokenUnder(this.#current, { ...position, loginDigest });
  }

  read(presented: Secret): ReadRefreshToken | null {
    return presented.reveal((text) => {
      const read = parse(text);
      if (!read) return null;
      // Every key is tried, even after a match. The whole text is compared, because base64url can
      // write some bytes in more than one way.
      const matching = this.#accepted.map((keys) => timingSafeEqualText(tokenUnder(keys, read), text));
      return matching.includes(true) ? read : null;
    });
  }
}

const keysFrom = (pepper: Buffer): Keys => {
  const keyFor = (use: string): KeyObject =>
    hmacKey(Buffer.from(hkdfSync('sha256', pepper, '', use, keyBytes)));
  return { withLogin: keyFor(purpose), withoutLogin: keyFor(purposeWithoutLogin) };
};

const tokenUnder = (
  { withLogin, withoutLogin }: Keys,
  { familyId, generation, loginDigest }: ReadRefreshToken,
): string => {
  const position = Buffer.alloc(positionBytes);
  position.write(familyId.replaceAll('-', ''), 'hex');
  position.writeUInt32BE(generation, familyBytes);
  const signed =
    loginDigest === null ? position : Buffer.concat([position, Buffer.from(loginDigest, 'base64url')]);
  const key = loginDigest === null ? withoutLogin : withLogin;
  const mac = hmacSha256(key, signed);
  return `${generatedSecretPrefix}${Buffer.concat([signed, mac]).toString('base64url')}`;
};

/** Parses what the token says, which is not verified yet. */
const parse = (text: string): ReadRefreshToken | null => {
  const [, encoded] = grammar.exec(text) ?? [];
  const [, encodedWithoutLogin] = grammarWithoutLogin.exec(text) ?? [];
  const found = encoded ?? encodedWithoutLogin;
  if (found === undefined) return null;
  const bytes = Buffer.from(found, 'base64url');
  const hex = bytes.toString('hex', 0, familyBytes);
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const familyId = familyIdFrom(uuid);
  const loginDigest =
    encoded === undefined ? null : bytes.toString('base64url', positionBytes, positionBytes + loginBytes);
  return familyId && { familyId, generation: bytes.readUInt32BE(familyBytes), loginDigest };
};
