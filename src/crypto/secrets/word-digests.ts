/**
 * Digests of words: whole, cut, or repeated, in hex or base64. An attacker's programs try them for each
 * word of their lists. Loaded by the thread of `secret-strength-thread.ts` alone.
 */
import { hash } from 'node:crypto';
import { withoutAccents } from './secret-words.ts';

/** Those that people use to make a word look random. */
const tabled = ['md5', 'sha1', 'sha256'] as const;
/** The others by their length, for the words that are tried first. */
const byLength = new Map([
  [28, 'sha224'],
  [48, 'sha384'],
  [64, 'sha512'],
]);

/** The words at the beginning of the list are digested in more ways. */
const variedMax = 2000;
/** A digest of the rarer kinds is computed for so many words, anew for each text of its length. */
const computedMax = 20_000;

/**
 * How much of a digest is compared. By chance, one random text in 10^8 has the beginning or the end of one
 * of a million digests.
 */
const comparedBytes = 6;

/** Texts in a text that may be digests: shorter ones are counted as other characters are. */
const hexRuns = /[0-9a-f]{12,}/gi;
const base64Runs = /[A-Za-z0-9+/_-]{16,}/g;

/** Returns a word as it is digested: also with the line break that `echo` puts behind it. */
const variantsOf = (word: string): string[] => [
  `${word}\n`,
  word.charAt(0).toUpperCase() + word.slice(1),
  word.toUpperCase(),
];

/** `Ends`: the beginnings and the ends of all digests, each in order. */
interface Ends {
  readonly first: Float64Array;
  readonly last: Float64Array;
}

const firstOf = (bytes: Buffer): number => bytes.readUIntBE(0, comparedBytes);
const lastOf = (bytes: Buffer): number => bytes.readUIntBE(bytes.length - comparedBytes, comparedBytes);

type Words = readonly (string | number)[];

const endsOf = (lists: readonly Words[]): Ends => {
  const count = lists.reduce((sum, { length }) => sum + length, 0) * tabled.length;
  const [first, last] = [new Float64Array(count), new Float64Array(count)];
  let place = 0;
  for (const list of lists) {
    for (const word of list) {
      const text = withoutAccents(String(word));
      for (const algorithm of tabled) {
        const digest = hash(algorithm, text, 'buffer');
        first[place] = firstOf(digest);
        last[place] = lastOf(digest);
        place += 1;
      }
    }
  }
  return { first: first.sort(), last: last.sort() };
};

const has = (sorted: Float64Array, wanted: number): boolean => {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? Infinity) < wanted) from = middle + 1;
    else to = middle;
  }
  return sorted[from] === wanted;
};

/** Returns the bytes that stand in a text as hex, also in groups as in a UUID, or as base64 or base64url. */
const bytesIn = (text: string): Buffer[] => {
  const joined = text.replace(/[-:\s]/g, '');
  return [
    ...[...text.matchAll(hexRuns), ...joined.matchAll(hexRuns)].flatMap(([run]) => [
      Buffer.from(run.slice(0, run.length - (run.length % 2)), 'hex'),
      // Of an odd number of digits, the last ones.
      ...(run.length % 2 === 0 ? [] : [Buffer.from(run.slice(1), 'hex')]),
    ]),
    ...[...text.matchAll(base64Runs)].map(([run]) => Buffer.from(run, 'base64')),
  ].filter(({ length }) => length >= comparedBytes);
};

/** Recognises the digests of words. */
export class WordDigests {
  #ends: Ends | null = null;
  readonly #lists: readonly Words[];
  /** Those that are tried first. */
  readonly #frequent: readonly string[];
  readonly #varied: readonly string[];

  /** `first`: what an attacker tries first, in that order. */
  constructor(first: Words, others: readonly Words[]) {
    this.#lists = [first, ...others];
    this.#frequent = first.slice(0, computedMax).map(String);
    this.#varied = this.#frequent.slice(0, variedMax).flatMap(variantsOf);
  }

  /** Says whether a digest of one of the words, or of the names, is in a text, or a part of one is. */
  isIn(text: string, names: readonly string[]): boolean {
    const found = bytesIn(text);
    if (found.length === 0) return false;
    // Half a second of work, once, and only when something looks like a digest.
    this.#ends ??= endsOf([...this.#lists, this.#varied]);
    const ends = [this.#ends, endsOf([names, names.flatMap(variantsOf)])];
    return found.some(
      (bytes) =>
        ends.some(({ first, last }) => has(first, firstOf(bytes)) || has(last, lastOf(bytes))) ||
        this.isOfRareKind(bytes, names),
    );
  }

  private isOfRareKind(bytes: Buffer, names: readonly string[]): boolean {
    const algorithm = byLength.get(bytes.length);
    if (algorithm === undefined) return false;
    const digest = bytes.toString('hex');
    const isOf = (word: string): boolean => hash(algorithm, word) === digest;
    return names.some(isOf) || this.#frequent.some(isOf) || this.#varied.some(isOf);
  }
}
