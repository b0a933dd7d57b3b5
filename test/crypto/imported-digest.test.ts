import { createHash, pbkdf2Sync } from 'node:crypto';
import { hash as argon2 } from '@node-rs/argon2';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { describe, expect, test } from 'vitest';
import { importedDigestProblem } from '../../src/core/credentials/imported-digest.js';
import { matchesImported } from '../../src/crypto/secrets/match-imported.js';

const secret = 'correct horse battery';
const salt = createHash('md5').update('salt').digest();
const derived = (hash: string, length: number): Buffer => pbkdf2Sync(secret, salt, 1000, length, hash);
const bare = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');
const passlib = (bytes: Buffer): string => bare(bytes).replaceAll('+', '.');

/** Made here as the systems make them; the fixed ones come from bcrypt's and Django's own documentation of the format. */
const digests: Readonly<Record<string, string>> = {
  argon2id: await argon2(secret, { memoryCost: 4096, timeCost: 3, parallelism: 2 }),
  bcrypt: await bcrypt(secret, 5),
  'bcrypt as PHP writes it': (await bcrypt(secret, 5)).replace(/^\$2b/, '$2y'),
  'PBKDF2 as PHC': `$pbkdf2-sha256$i=1000,l=32$${bare(salt)}$${bare(derived('sha256', 32))}`,
  'PBKDF2 as passlib': `$pbkdf2-sha512$1000$${passlib(salt)}$${passlib(derived('sha512', 64))}`,
  'PBKDF2 as Django': `pbkdf2_sha256$1000$saltsaltsalt$${pbkdf2Sync(secret, 'saltsaltsalt', 1000, 32, 'sha256').toString('base64')}`,
};

describe.each(Object.entries(digests))('%s', (_name, digest) => {
  test('is taken, and matches its secret and no other', async () => {
    expect(importedDigestProblem(digest)).toBeNull();
    expect(await matchesImported(digest, secret)).toBe(true);
    expect(await matchesImported(digest, `${secret}!`)).toBe(false);
  });
});

test.each([
  [
    'an unknown format',
    '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E',
  ],
  ['argon2i', '$argon2i$v=19$m=4096,t=3,p=1$c29tZXNhbHQxMjM0NTY$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A'],
  ['plain SHA-256', createHash('sha256').update(secret).digest('hex')],
  ['the secret itself', secret],
  [
    'one of ours: its pepper is not theirs',
    'hmac-sha256$12345678$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ],
  ['bcrypt that takes seconds', (digests['bcrypt'] ?? '').replace('$05$', '$15$')],
  ['argon2id that takes a gigabyte', (digests['argon2id'] ?? '').replace('m=4096', 'm=1048576')],
  ['PBKDF2 that takes a minute', (digests['PBKDF2 as PHC'] ?? '').replace('i=1000', 'i=9999999')],
  ['PBKDF2 that takes nothing', (digests['PBKDF2 as PHC'] ?? '').replace('i=1000', 'i=1')],
])('%s is not taken', (_name, digest) => {
  expect(importedDigestProblem(digest)).not.toBeNull();
});
