import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { SecretsConfig } from '../config/config.js';
import { generatedSecretPrefix, type Secret } from '../core/credentials/secret.js';
import { type RefreshTokenPosition, RefreshTokens } from '../core/realm/refresh-tokens.js';
import { familyIdFrom } from '../core/shared/ids.js';

/** Separates this key from every other use of the pepper (RFC 5869 section 3.2). */
const purpose = 'portaria refresh token';
const keyBytes = 32;

const familyBytes = 16;
const generationBytes = 4;
const positionBytes = familyBytes + generationBytes;
const macBytes = 32;

/**
 * The token has no dot: some clients (`@keycloak/keycloak-admin-client`) take a token with a dot
 * for a JWT, and fail.
 */
const grammar = new RegExp(
  `^${generatedSecretPrefix}([A-Za-z0-9_-]{${String(Math.ceil(((positionBytes + macBytes) * 4) / 3))}})$`,
);

/**
 * A refresh token is a prefix, then the family, the generation and their HMAC-SHA-256 in base64url.
 * The HMAC key is derived from the pepper, so that a stolen database is not enough to forge a
 * token. Tokens under the other known peppers are accepted too, so that the pepper can be changed
 * while processes run. A family that is refreshed moves to the current pepper.
 */
export class HmacRefreshTokens extends RefreshTokens {
  readonly #current: Buffer;
  readonly #accepted: readonly Buffer[];

  constructor({ pepper, previousPeppers }: SecretsConfig) {
    super();
    this.#current = keyFrom(pepper());
    this.#accepted = [this.#current, ...previousPeppers().map(keyFrom)];
  }

  make(position: RefreshTokenPosition): string {
    return tokenUnder(this.#current, position);
  }

  read(presented: Secret): RefreshTokenPosition | null {
    return presented.reveal((text) => {
      const position = positionIn(text);
      if (!position) return null;
      // Every key is tried, even after a match. The whole text is compared, because base64url can
      // write some bytes in more than one way.
      const matching = this.#accepted.map((key) => isSame(tokenUnder(key, position), text));
      return matching.includes(true) ? position : null;
    });
  }
}

const keyFrom = (pepper: Buffer): Buffer => Buffer.from(hkdfSync('sha256', pepper, '', purpose, keyBytes));

const tokenUnder = (key: Buffer, { familyId, generation }: RefreshTokenPosition): string => {
  const position = Buffer.alloc(positionBytes);
  position.write(familyId.replaceAll('-', ''), 'hex');
  position.writeUInt32BE(generation, familyBytes);
  const mac = createHmac('sha256', key).update(position).digest();
  return `${generatedSecretPrefix}${Buffer.concat([position, mac]).toString('base64url')}`;
};

/** Parses the family and the generation, which are not verified yet. */
const positionIn = (text: string): RefreshTokenPosition | null => {
  const [, encoded] = grammar.exec(text) ?? [];
  if (encoded === undefined) return null;
  const bytes = Buffer.from(encoded, 'base64url');
  const hex = bytes.toString('hex', 0, familyBytes);
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const familyId = familyIdFrom(uuid);
  return familyId && { familyId, generation: bytes.readUInt32BE(familyBytes) };
};

const isSame = (expected: string, text: string): boolean => {
  const [left, right] = [Buffer.from(expected), Buffer.from(text)];
  return left.length === right.length && timingSafeEqual(left, right);
};
