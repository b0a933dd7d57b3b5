import { createHash } from 'node:crypto';
import { dictionary } from '@zxcvbn-ts/language-common';
import { expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { SecretStrength } from '../../src/crypto/secrets/secret-strength.js';

/** Secrets that programs generate are accepted, all of them: a rule that finds words in chance is none. */
const strength = new SecretStrength({ waitingMax: 1000, loadMsMax: 60_000, answerMsMax: 60_000 });

/** The same in every run. */
const bytesOf = (n: number, length: number): Buffer =>
  createHash('sha512')
    .update(`random ${String(n)}`)
    .digest()
    .subarray(0, length);
const drawn = <T>(n: number, from: ArrayLike<T>, count: number): T[] =>
  Array.from({ length: count }, (_, place) => {
    const item = from[bytesOf(n * 100 + place, 6).readUIntBE(0, 6) % from.length];
    if (item === undefined) throw new Error('nothing to draw from');
    return item;
  });

const letters = 'abcdefghijklmnopqrstuvwxyz';
const alphanumeric = `${letters}${letters.toUpperCase()}0123456789`;
const generators: Readonly<Record<string, (n: number) => string>> = {
  'base64 of 16 bytes': (n) => bytesOf(n, 16).toString('base64'),
  'base64 of 24 bytes': (n) => bytesOf(n, 24).toString('base64'),
  'base64url of 32 bytes': (n) => bytesOf(n, 32).toString('base64url'),
  'hex of 16 bytes': (n) => bytesOf(n, 16).toString('hex'),
  'a UUID': (n) =>
    bytesOf(n, 16)
      .toString('hex')
      .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5'),
  '12 letters and digits': (n) => drawn(n, alphanumeric, 12).join(''),
  'six drawn words': (n) => drawn(n, dictionary['diceware-common'], 6).join('-'),
  '16 characters of a password manager': (n) => drawn(n, `${alphanumeric}!@#$%^&*-_=+?`, 16).join(''),
};
const perGenerator = 16;

test.each(Object.entries(generators))(
  '%s is accepted, each of many',
  async (_name, generate) => {
    const texts = Array.from({ length: perGenerator }, (_, n) => generate(n));
    const judged = texts.map(async (text) => [
      text,
      await strength.weaknessOf({ secret: new Secret(text), field: 'secret', names: ['Loja Aurora'] }),
    ]);
    expect((await Promise.all(judged)).filter(([, weakness]) => weakness !== null)).toEqual([]);
  },
  120_000,
);
