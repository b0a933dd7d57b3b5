import type { KeyObject } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { isExpensiveImported } from '../../core/credentials/imported-digest.js';
import type { Secret } from '../../core/credentials/secret.js';
import {
  customDigestPrefix,
  importedDigestFrom,
  importedDigestPrefix,
} from '../../core/credentials/stored-digest.js';
import { hmacSha256Text } from '../hmac.js';
import { timingSafeEqualText } from '../timing-safe-equal-text.js';
import { matchesImported } from './match-imported.js';
import type { PepperKeys, Peppers } from './peppers.js';

/** OWASP's parameters for argon2id: 19 MiB, two passes, a parallelism of one. `algorithm` 2 is argon2id. */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The beginning of every digest that argon2id makes. */
const argonPrefix = '$argon2id$';
const argonParameters = 'v=19$m=19456,t=2,p=1$';

/**
 * What stands after the pepper's id. The reader of argon2id also takes parameters in another order,
 * further parameters, and other unused bits of the last character. Attack: a copied digest with
 * another text would match the same secret, and would not be found as a copy.
 */
const argonGrammar =
  /^v=19\$m=[1-9]\d{0,6},t=[1-9]\d?,p=[1-9]\d?\$[A-Za-z0-9+/]{21}[AQgw]\$[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]$/;

/** A digest that matches no secret, with the same parameters. */
const decoy =
  '$argon2id$v=19$m=19456,t=2,p=1$RdBsuma0OcfqJHn0B57A1A$lqPBOITC5/BJLG4aL+r56GLYvymNZVM28KAxJmttY7A';

/**
 * Makes and matches the digests of custom secrets and passwords, which people choose. argon2id
 * hashes not the secret but its HMAC under the pepper: with a stolen dump alone no guess can be
 * tested, and with the database's login alone no digest can be planted.
 *
 * A digest of another system is accepted only with an HMAC over it beside it, which the
 * application made when it was imported. A digest without either matches nothing.
 */
export class CustomDigests {
  readonly #secrets: PepperKeys;
  readonly #imports: PepperKeys;

  constructor(peppers: Peppers) {
    this.#secrets = peppers.derived('portaria custom secret');
    this.#imports = peppers.derived('portaria imported digest');
  }

  async digest(secret: Secret): Promise<string> {
    const { id, key } = this.#secrets.current;
    const digest = await hash(macOf(secret, key), parameters);
    return `${customDigestPrefix}${id}$${digest.slice(argonPrefix.length)}`;
  }

  /** Returns whether a digest is under the current pepper and has the current parameters. */
  isCurrent(digest: string): boolean {
    return digest.startsWith(`${customDigestPrefix}${this.#secrets.current.id}$${argonParameters}`);
  }

  /**
   * Returns the form in which the digest of another system is stored. `null` when it is already in
   * this form under the current pepper, or in one that is not accepted.
   */
  peppered(digest: string): string | null {
    const imported = importedDigestFrom(digest);
    if (!imported) return this.pepperedOriginal(digest);
    if (imported.pepper === this.#imports.current.id) return null;
    const original = this.originalIn(digest);
    return original === null ? null : this.pepperedOriginal(original);
  }

  /**
   * Returns whether the digest belongs to the secret. Without a digest, or with one that is not
   * accepted, it costs one argon2id and is never true.
   */
  async matches(secret: Secret, digest?: string): Promise<boolean> {
    const original = digest === undefined ? null : this.originalIn(digest);
    if (original !== null) return secret.reveal((value) => matchesImported(original, value));
    const own = digest === undefined ? null : this.ownIn(digest);
    const { argon, key } = own ?? { argon: decoy, key: this.#secrets.current.key };
    const matches = await verify(argon, macOf(secret, key));
    return own !== null && matches;
  }

  /** Returns whether a check of the digest costs several times that of ours: another system chose it. */
  isExpensive(digest: string): boolean {
    const original = this.originalIn(digest);
    return original !== null && isExpensiveImported(original);
  }

  private ownIn(digest: string): { readonly argon: string; readonly key: KeyObject } | null {
    if (!digest.startsWith(customDigestPrefix)) return null;
    const [, pepper = '', ...rest] = digest.split('$');
    const key = this.#secrets.byId.get(pepper);
    const argon = rest.join('$');
    return key && argonGrammar.test(argon) ? { argon: argonPrefix + argon, key } : null;
  }

  /** Returns the digest of another system whose HMAC is right. */
  private originalIn(digest: string): string | null {
    const imported = importedDigestFrom(digest);
    const key = imported && this.#imports.byId.get(imported.pepper);
    return key && timingSafeEqualText(importedMacOf(imported.original, key), imported.mac)
      ? imported.original
      : null;
  }

  private pepperedOriginal(original: string): string {
    const { id, key } = this.#imports.current;
    return `${importedDigestPrefix}${id}$${importedMacOf(original, key)}$${original}`;
  }
}

const macOf = (secret: Secret, key: KeyObject): string =>
  secret.reveal((value) => hmacSha256Text(key, value));

const importedMacOf = (original: string, key: KeyObject): string => hmacSha256Text(key, original);
