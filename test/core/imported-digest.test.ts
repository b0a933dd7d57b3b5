import { expect, test } from 'vitest';
import {
  importedDigestProblem,
  isExpensiveImported,
  pbkdf2DigestFrom,
} from '../../src/core/credentials/imported-digest.js';

const salt = 'A'.repeat(22);
const key = 'B'.repeat(43);
const argon2 = (memory: number, time: number, parallelism: number): string =>
  `$argon2id$v=19$m=${memory},t=${time},p=${parallelism}$${salt}$${key}`;
const bcrypt = (cost: string, kind = 'b'): string => `$2${kind}$${cost}$${'./Az09'.repeat(9).slice(0, 53)}`;
const phc = (count: number): string => `$pbkdf2-sha256$i=${count}$${salt}$${key}`;
const passlib = (count: number): string => `$pbkdf2-sha512$${count}$${salt}$${key}`;
const django = (count: number): string => `pbkdf2_sha256$${count}$saltsalt$${key}=`;

test.each([
  argon2(1024, 1, 1),
  argon2(131_072, 16, 16),
  bcrypt('04'),
  bcrypt('12', 'a'),
  bcrypt('10', 'y'),
  phc(1000),
  phc(2_000_000),
  `$pbkdf2-sha256$i=1000,l=32$${salt}$${key}`,
  passlib(1000),
  passlib(2_000_000),
  django(1000),
  django(2_000_000),
  `pbkdf2_sha512$1000$${'s'.repeat(128)}$${'B'.repeat(86)}==`,
])('%s is accepted', (digest) => {
  expect(importedDigestProblem(digest)).toBeNull();
});

test.each([
  [argon2(1023, 1, 1), 'its memory in KiB must be 1024 to 131072'],
  [argon2(131_073, 1, 1), 'its memory in KiB must be 1024 to 131072'],
  [argon2(1024, 0, 1), 'its time must be 1 to 16'],
  [argon2(1024, 17, 1), 'its time must be 1 to 16'],
  [argon2(1024, 1, 0), 'its parallelism must be 1 to 16'],
  [argon2(1024, 1, 17), 'its parallelism must be 1 to 16'],
  [bcrypt('03'), 'its cost must be 4 to 12'],
  [bcrypt('13'), 'its cost must be 4 to 12'],
  [phc(999), 'its iterations must be 1000 to 2000000'],
  [passlib(2_000_001), 'its iterations must be 1000 to 2000000'],
  [django(999), 'its iterations must be 1000 to 2000000'],
])('%s asks for too much or protects too little: %s', (digest, problem) => {
  expect(importedDigestProblem(digest)).toBe(problem);
});

test.each([
  '',
  `x${argon2(1024, 1, 1)}`,
  `${argon2(1024, 1, 1)}!`,
  `$argon2id$v=19$m=1024,t=1,p=1$${'A'.repeat(10)}$${key}`,
  `$argon2id$v=19$m=1024,t=1,p=1$${salt}$${'B'.repeat(21)}`,
  `x${bcrypt('10')}`,
  `${bcrypt('10')}x`,
  bcrypt('10', 'x'),
  `x${phc(1000)}`,
  `${phc(1000)}!`,
  `x${passlib(1000)}`,
  `${passlib(1000)}!`,
  `x${django(1000)}`,
  `${django(1000)}==`,
  phc(1000).replace('sha256', 'sha384'),
])('%j is no digest that is understood, and the answer names those that are', (digest) => {
  expect(importedDigestProblem(digest)).toBe(
    'is not in a supported format: argon2id in PHC format, bcrypt ($2a$, $2b$, $2y$), or PBKDF2-SHA-256 or -SHA-512 in the format of PHC, passlib or Django',
  );
});

test('a PBKDF2 digest is read alike in every notation', () => {
  const bytes = Buffer.from('0123456789abcdef');
  const derived = Buffer.alloc(32, 0xfb);
  const bare = (buffer: Buffer): string => buffer.toString('base64').replaceAll('=', '');
  const dotted = (buffer: Buffer): string => bare(buffer).replaceAll('+', '.');
  const read = (digest: string) => {
    const parts = pbkdf2DigestFrom(digest);
    return parts && { ...parts, salt: Buffer.from(parts.salt), key: Buffer.from(parts.key) };
  };
  expect(read(`$pbkdf2-sha256$i=1000$${bare(bytes)}$${bare(derived)}`)).toEqual({
    ...{ hash: 'sha256', iterations: 1000, salt: bytes, key: derived },
  });
  expect(read(`$pbkdf2-sha512$29000$${dotted(bytes)}$${dotted(derived)}`)).toEqual({
    ...{ hash: 'sha512', iterations: 29_000, salt: bytes, key: derived },
  });
  expect(read(`pbkdf2_sha256$5000$saltsalt$${derived.toString('base64')}`)).toEqual({
    ...{ hash: 'sha256', iterations: 5000, salt: Buffer.from('saltsalt'), key: derived },
  });
  for (const other of ['', argon2(1024, 1, 1), bcrypt('10')]) expect(pbkdf2DigestFrom(other)).toBeNull();
});

test.each([
  [argon2(19_456, 2, 1), false],
  [argon2(131_072, 3, 1), true],
  [bcrypt('10'), false],
  [bcrypt('12'), true],
  // Stored by an earlier release, and not taken any more.
  [bcrypt('14'), true],
  [phc(300_000), false],
  [passlib(2_000_000), true],
  [django(300_001), true],
  ['no digest at all', false],
])('%s is expensive: %j', (digest, expensive) => {
  expect(isExpensiveImported(digest)).toBe(expensive);
});

test("passlib's form with plain base64, as digests leave Keycloak, has the same parts", () => {
  const bytes = Uint8Array.from({ length: 16 }, () => 0xfb);
  const derived = Uint8Array.from({ length: 64 }, () => 0xfb);
  const base64 = (value: Uint8Array): string => Buffer.from(value).toString('base64');
  const plain = `$pbkdf2-sha256$27500$${base64(bytes)}$${base64(derived)}`;
  expect(plain).toContain('+');
  expect(importedDigestProblem(plain)).toBeNull();
  expect(pbkdf2DigestFrom(plain)).toEqual(pbkdf2DigestFrom(plain.replaceAll('+', '.').replaceAll('=', '')));
});
