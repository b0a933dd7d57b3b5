/**
 * Texts that look random and are words in another coding, or digests of words. An attacker's programs
 * try both for each word. Loaded by the thread of `secret-strength-thread.ts` alone.
 */
import { hash } from 'node:crypto';

const hex = /^(?:[0-9a-f]{2}){4,}$/i;
const base64 = /^[\w+/-]{6,}={0,2}$/;

/** Returns what the text stands for as hex, also in groups as in a UUID, and as base64 or base64url. */
const decodedBytes = (text: string): Buffer[] => {
  const joined = text.trim().replace(/[-:\s]/g, '');
  return [
    ...(hex.test(joined) ? [Buffer.from(joined, 'hex')] : []),
    ...(base64.test(text.trim()) ? [Buffer.from(text.trim(), 'base64')] : []),
  ];
};

/** Returns the texts that a text stands for in another coding. */
export const decodedTexts = (text: string): string[] =>
  decodedBytes(text)
    .filter((bytes) => bytes.length >= 4)
    .map((bytes) => bytes.toString().trim())
    // What is no UTF-8 has a replacement character.
    .filter((decoded) => !decoded.includes('\uFFFD') && /^[\p{L}\p{N}\p{P}\p{S}\p{Zs}]+$/u.test(decoded));

const algorithms = new Map([
  [16, 'md5'],
  [20, 'sha1'],
  [28, 'sha224'],
  [32, 'sha256'],
  [48, 'sha384'],
  [64, 'sha512'],
]);

/** The words at the beginning of the list are looked up in more ways. */
const variedMax = 2000;

/** Returns a word as it is digested: also with the line break that `echo` puts behind it. */
const variantsOf = (word: string): string[] => [
  `${word}\n`,
  word.charAt(0).toUpperCase() + word.slice(1),
  word.toUpperCase(),
];

/** Says whether a text is the digest of one of the words, which are in the order of their frequency. */
export const isDigestOfWord = (text: string, words: readonly string[]): boolean =>
  decodedBytes(text).some((bytes) => {
    const algorithm = algorithms.get(bytes.length);
    if (algorithm === undefined) return false;
    const digest = bytes.toString('hex');
    const isOf = (word: string): boolean => hash(algorithm, word) === digest;
    return words.some(isOf) || words.slice(0, variedMax).flatMap(variantsOf).some(isOf);
  });
