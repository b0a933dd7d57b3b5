import { pbkdf2Sync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { clientIdFrom } from '../../src/core/shared/ids.js';
import { CustomDigests } from '../../src/crypto/secrets/custom-digests.js';
import { GeneratedDigests } from '../../src/crypto/secrets/generated-digests.js';
import { PepperedRegisteredKeys } from '../../src/crypto/secrets/peppered-registered-keys.js';
import { Peppers } from '../../src/crypto/secrets/peppers.js';

/**
 * Attack: with the database's login alone, someone copies the digest of a secret that they know to another client, in
 * another text: the copy would not be found by its text (migration SeenDigests).
 */
const peppers = new Peppers({
  pepper: () => Buffer.alloc(32, 1),
  previousPeppers: () => [Buffer.alloc(32, 2)],
});
const generated = new GeneratedDigests(peppers);
const custom = new CustomDigests(peppers);
const registered = new PepperedRegisteredKeys(() => peppers);
const clientId = clientIdFrom('loja') ?? expect.fail();

const secret = new Secret(`ptr_${randomBytes(32).toString('base64url')}`);
const chosen = new Secret('a secret that a person chose');
const salt = 'saltsaltsalt';
const original = chosen.reveal(
  (value) => `pbkdf2_sha256$1000$${salt}$${pbkdf2Sync(value, salt, 1000, 32, 'sha256').toString('base64')}`,
);

interface Kind {
  readonly digest: string;
  readonly matches: (digest: string) => boolean | Promise<boolean>;
  readonly runs: number;
}
const kinds: Readonly<Record<string, Kind>> = {
  'a generated secret': {
    digest: generated.digest(secret),
    matches: (digest) => generated.matches(secret, digest),
    runs: 3000,
  },
  'a custom secret': {
    digest: await custom.digest(chosen),
    matches: (digest) => custom.matches(chosen, digest),
    // Each costs an argon2id.
    runs: 30,
  },
  'another system': {
    digest: custom.peppered(original) ?? '',
    matches: async (digest) => digest.startsWith('imported$') && (await custom.matches(chosen, digest)),
    runs: 40,
  },
  'a registered key': {
    digest: registered.digest(clientId, { method: 'tls_client_auth', subjectDn: 'CN=loja' }),
    matches: (digest) => registered.open(clientId, digest) !== null,
    runs: 1000,
  },
};

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The last character of base64 with other unused bits, which are the lowest ones. */
const charAfter = (char: string, more: number): string => alphabet[alphabet.indexOf(char) + more] ?? '=';

/** Every text that a lenient reader could take for the same digest. */
const respelt = (digest: string): string[] => {
  const parts = digest.split('$');
  const otherBits = parts.flatMap((part, index) =>
    [1, 2, 3].map((more) =>
      parts.with(index, part.slice(0, -1) + charAfter(part.at(-1) ?? '', more)).join('$'),
    ),
  );
  const padded = parts.flatMap((part, index) =>
    ['=', '==', ' ', '\n', '.', ',x=1', ',keyid=AAAA', ',data=AAAA'].map((more) =>
      parts.with(index, part + more).join('$'),
    ),
  );
  return [
    ...otherBits,
    ...padded,
    ...['$', '$x', '$$', ' ', '\n', '\u00e9', '='].map((more) => digest + more),
    ...[' ', '$', '\ufeff'].map((more) => more + digest),
    digest.toUpperCase(),
    digest.replaceAll('-', '+').replaceAll('_', '/'),
    digest.replace('m=19456,t=2,p=1', 't=2,m=19456,p=1'),
    digest.replace('m=19456,t=2,p=1', 'p=1,t=2,m=19456'),
    digest.replace('m=19456', 'm=019456'),
    digest.replace('t=2', 't=+2'),
    digest.replace('v=19$', ''),
    digest.replace('v=19$', 'v=019$'),
    digest.replace('v=19$m=19456', 'm=19456,v=19'),
  ].filter((text) => text !== digest);
};

/** One character of the digest replaced, put in or taken out. */
const changedOnce = (digest: string): fc.Arbitrary<string> =>
  fc
    .record({
      at: fc.nat({ max: digest.length }),
      taken: fc.integer({ min: 0, max: 2 }),
      put: fc.oneof(fc.constantFrom('', '$', '=', ...Array.from(alphabet)), fc.string({ maxLength: 3 })),
    })
    .map(({ at, taken, put }) => digest.slice(0, at) + put + digest.slice(at + taken))
    .filter((text) => text !== digest);

describe.each(Object.entries(kinds))('of the digest of %s', (_, { digest, matches, runs }) => {
  test('the text itself matches, and no text that a lenient reader could take for it', async () => {
    expect(await matches(digest)).toBe(true);
    const found: string[] = [];
    for (const text of new Set(respelt(digest))) if (await matches(text)) found.push(text);
    expect(found).toEqual([]);
  });

  test('no other text matches', async () => {
    await fc.assert(
      fc.asyncProperty(changedOnce(digest), async (text) => {
        expect(await matches(text)).toBe(false);
      }),
      { numRuns: runs },
    );
  });
});
