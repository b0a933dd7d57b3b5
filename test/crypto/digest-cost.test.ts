import { expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { GeneratedDigests } from '../../src/crypto/secrets/generated-digests.js';
import { Peppers } from '../../src/crypto/secrets/peppers.js';

/** Counts how often code works with its value. */
class CountedSecret extends Secret {
  uses = 0;

  override reveal<T>(use: (value: string) => T): T {
    this.uses += 1;
    return super.reveal(use);
  }
}

const digests = new GeneratedDigests(
  new Peppers({
    pepper: () => Buffer.alloc(32, 1),
    previousPeppers: () => [Buffer.alloc(32, 2)],
  }),
);
const made = (letter: string): string => `ptr_${letter.repeat(43)}`;
const kept = ['a', 'b'].map((letter) => digests.digest(new Secret(made(letter))));

test.each([
  ['of an unknown client', 'c', [], null],
  ['of a client with one secret', 'c', kept.slice(0, 1), null],
  ['of a client with two', 'c', kept, null],
  ['that is right', 'a', kept, 0],
  ['that is the second right one', 'b', kept, 1],
])('a secret %s costs one MAC for each pepper', (_, letter, candidates, place) => {
  const presented = new CountedSecret(made(letter));
  expect(digests.indexOfMatch(presented, candidates)).toBe(place);
  expect(presented.uses).toBe(2);
});
