import { createHash } from 'node:crypto';
import { dictionary } from '@zxcvbn-ts/language-common';
import { expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { SecretStrength } from '../../src/crypto/secrets/secret-strength.js';

/**
 * What an attacker tries after the words themselves: words in another coding, digests of words, sequences
 * that are interleaved or repeated, and secrets out of published examples.
 */
const strength = new SecretStrength({ waitingMax: 200, loadMsMax: 60_000, answerMsMax: 60_000 });
const weaknessOf = (text: string, field: 'secret' | 'password'): Promise<string | null> =>
  strength.weaknessOf({ secret: new Secret(text), field, names: ['Loja Aurora'] });

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const digests = ['password', 'admin', 'test', 'senha123', 'Password', 'password\n'].flatMap((word) =>
  ['md5', 'sha1', 'sha256'].flatMap((algorithm) => {
    const digest = createHash(algorithm).update(word).digest();
    const [hex, coded] = [digest.toString('hex'), digest.toString('base64')];
    return [hex, hex.toUpperCase(), coded, coded.replace(/=+$/, '')];
  }),
);

const digestOf = (algorithm: string, word: string): Buffer => createHash(algorithm).update(word).digest();
const rare = String(dictionary['passwords-common'].at(-1));
const cutOrRepeated = ['md5', 'sha1', 'sha256'].flatMap((algorithm) => {
  const [ofRare, hex] = [digestOf(algorithm, rare), digestOf(algorithm, 'senha123').toString('hex')];
  return [
    // Words that few people choose, and words of a language.
    ofRare.toString('hex'),
    ofRare.toString('base64url'),
    digestOf(algorithm, 'murcielago').toString('hex'),
    digestOf(algorithm, 'abacaxi').toString('base64'),
    digestOf(algorithm, 'thunderstorm').toString('hex'),
    // Parts of one, and several.
    hex.slice(0, 16),
    hex.slice(0, 15),
    hex.slice(-16),
    hex.slice(-24),
    `${hex.slice(0, 20)}!`,
    `Md5-${hex.slice(0, 16)}`,
    `${hex}${hex}`,
    `${hex}${hex.slice(0, 8)}`,
    digestOf(algorithm, 'senha123').toString('base64').slice(0, 16),
    // The account's own name.
    digestOf(algorithm, 'lojaaurora').toString('hex'),
  ];
});

const base32 = (text: string): string => {
  const bits = [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups
    .map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(group.padEnd(5, '0'), 2)])
    .join('');
};
const moved = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });

const secrets = [
  ...cutOrRepeated,
  // Words in base32, and with their letters moved by 13 places.
  base32('password'),
  base32('senhaforte123').toLowerCase(),
  `${base32('adminadmin')}====`,
  moved('CorrectHorseBatteryStaple'),
  moved('MinhaSenhaForte2026'),
  moved('welcome to the jungle'),
  // Inflected words that no list has.
  'CachorrinhosGatinhosLindinhos',
  'bananeiraszinhas cachorrinhas',
  'GatinhosCantandoNadando2026',
  'perritos gatitos ratoncitos',
  'JumpingDoggiesRunningKitties',
  // Coded words.
  'cGFzc3dvcmQ=',
  'YWRtaW46YWRtaW4=',
  'QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
  base64('CorrectHorseBattery'),
  base64(base64('password')),
  base64('password\n'),
  Buffer.from('password1').toString('hex'),
  ...digests,
  // Sequences in two cases, interleaved, and walks over the keyboard.
  'AbCdEfGhIjKl',
  'zYxWvUtSrQpO',
  'a1b2c3d4e5f6g7h8',
  'a1B2c3D4e5F6g7H8',
  'abc123def456ghi789',
  'ABC-123-DEF-456-GHI-789',
  'abcdef!abcdef?abcdef',
  '1a2b3c4d5e6f7g8h9i0j',
  '1qaz2wsx3edc4rfv5tgb',
  'qawsedrftgyhujikolp',
  'qwertyuiopasdfghjklzxcvbnm1234567890QWERTYUIOPASDFGHJKLZXCVBNM!@',
  "1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./!@#$%^&*()_+QWERTYU",
  // Repetitions with a remainder.
  'aAbB1!aAbB1!aAbB',
  'x7Kp2!x7Kp2!x7Kp2!x7',
  'Kp2!7xKp2!7xKP2!7X',
  '11111111-2222-3333-4444-555555555555',
  '00000000-0000-0000-0000-000000000001',
  'aaaa-bbbb-cccc-dddd-eeee',
  // Phrases with what people put behind them.
  'CorrectHorseBatteryStaple1!',
  'CorrectHorseBatteryStaple2026!',
  'Correct-Horse-Battery-Staple-123',
  // Published examples: RFC 6749, 7515, 7591, 7617, 9562, OpenID Connect, jwt.io, AWS.
  'gX1fBat3bV',
  '7Fjfp0ZBr1KtDRbnfVdmIw',
  'SplxlOBeZQQYbYS6WxSbIA',
  'cf136dc3c1fc93f31185e5885805d',
  'ZJYCqe3GGRvdrudKyZS0XhGv_Z45DuKhCU0gBR1vZk',
  'your-256-bit-secret',
  'a-string-secret-at-least-256-bits-long',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  '550e8400-e29b-41d4-a716-446655440000',
  'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
];

const passwords = [
  'deusefiel2026',
  'JesusTeAmo123',
  'S3nh@F0rte2026',
  'joao.silva@gmail.com',
  'supersecretkey12345',
  'client-secret-prod-2026',
  'PortariaPortaria2026XY',
  'thisisaverylongpassword',
  'cGFzc3dvcmQ=',
  'AbCdEfGhIjKl',
  'a1b2c3d4e5f6g7h8',
  'abc123def456ghi789',
  'aAbB1!aAbB1!aAbB',
  '7Fjfp0ZBr1KtDRbnfVdmIw',
  '11111111-2222-3333-4444-555555555555',
  'FlamengoCampeao2026',
  'MinhaFilhaLinda1',
  'HappyNewYear2026!',
  'Maria.Silva@empresa.com.br',
  'helena@loja.example2026!',
];

test.each([
  ...secrets.map((text) => ['secret', text] as const),
  ...passwords.map((text) => ['password', text] as const),
  ...passwords.map((text) => ['secret', text] as const),
])('a %s %j is refused', async (field, text) => {
  const weakness = String(await weaknessOf(text, field));
  expect(weakness).toMatch(/^must /);
  expect(weakness).not.toContain(text);
});

test('a mail address is named as what it is', async () => {
  for (const field of ['secret', 'password'] as const)
    expect(await weaknessOf('x7kp2lqmz9w@gmail.com', field)).toContain('mail address');
});

test.each([
  'gopher unlit crayon sprout',
  'tinker-velvet-oblong-hatchet',
  'tinaja bisagra cangrejo orégano',
  'CrumpetBaffleGlitchTrowel7',
  'x7$Kp2!qLmZ9',
])('a password %j is taken', async (text) => {
  expect(await weaknessOf(text, 'password')).toBeNull();
});
