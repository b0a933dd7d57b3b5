/** The shortest and longest secret of the published contract (sources 000 and 001), in characters. */
const secretCharactersMin = 8;
const secretCharactersMax = 64;

/** What a gateway-made secret begins with, so that scanners and people recognise one that leaked. */
export const madeSecretPrefix = 'ptr_';
const madeSecretGrammar = /^ptr_[A-Za-z0-9_-]{43}$/;
const printableAscii = /^[\x20-\x7e]*$/;

/**
 * How a secret came to be, told from its looks alone. The path of the check follows the shape that was PRESENTED,
 * for known and unknown clients alike, so that its cost tells nobody which of the two it was.
 */
export type SecretShape = 'made' | 'chosen';

/** A client secret that refuses to be seen: it prints, serialises and inspects as `[secret]`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  get shape(): SecretShape {
    return madeSecretGrammar.test(this.#value) ? 'made' : 'chosen';
  }

  /** The one way to the value: hand in what needs it. */
  reveal<T>(use: (value: string) => T): T {
    return use(this.#value);
  }

  toJSON(): string {
    return '[secret]';
  }

  toString(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/** What is wrong with a text as a client secret, in words that follow its name; `null` when nothing is. */
export const secretProblem = (text: string): string | null => {
  if (text.length < secretCharactersMin || text.length > secretCharactersMax) {
    return `must be ${String(secretCharactersMin)} to ${String(secretCharactersMax)} characters long`;
  }
  return printableAscii.test(text) ? null : 'must consist of printable ASCII characters';
};

/** How digests of gateway-made secrets begin; every other digest is of a secret that somebody chose. */
export const madeDigestTag = 'hmac-sha256$';

export const shapeOfDigest = (digest: string): SecretShape =>
  digest.startsWith(madeDigestTag) ? 'made' : 'chosen';
