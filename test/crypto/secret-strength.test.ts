import { setInterval } from 'node:timers';
import { expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { SecretStrength } from '../../src/crypto/secrets/secret-strength.js';
import { refusalOf } from '../management/open-test-management.js';

const strength = new SecretStrength({ waitingMax: 2, loadMsMax: 60_000, answerMsMax: 20_000 });

const names = ['Padaria São João', 'Loja 24 Horas', '12345678000195', 'helena.prado@example.com'];
const weaknessOf = (text: string, field: 'secret' | 'password' = 'secret'): Promise<string | null> =>
  strength.weaknessOf({ secret: new Secret(text), field, names });
/** What zxcvbn takes longest for: 64 characters, each of which may stand for another. */
const long = '@4(3)i|1!a$5+7%2z8&0*g9#kLpQ!wE$rT^yU(iO)p[A]s{D}f:G;h\'J"k<L>z,X';

const byName = 'must not be made of the name of the account, client or user, nor of the tax id';
const byWord = 'must not be made of words such as secret, senha, admin or portaria';
const widespread = 'must not be a common password, or nearly one';
const pattern = 'must be harder to guess';

test.each([
  // The account's own name, however it is written.
  ['Padaria Sao Joao', byName],
  ['PADARIA.SÃO.JOÃO', byName],
  ['P@d4ria-S4o_J0a0!!', byName],
  ['saojoao2026', byName],
  ['Jo4oSao#12', byName],
  ['loja24horas', byName],
  ['12345678000195', byName],
  ['12.345.678/0001-95', byName],
  ['helenaprado1', byName],
  // What an attacker of this product tries first.
  ['Senha@2026', byWord],
  ['S3nh@-2026!!', byWord],
  ['clientSecret1', byWord],
  ['portariaGateway1', byWord],
  ['Contraseña-Clave', byWord],
  ['pixTokenAPI99', byWord],
  ['PadariaSenha123', byWord],
  // The dictionaries, and what people do to a word.
  ['admin@123456', widespread],
  ['password1234', byWord],
  ['qwertyuiop12', widespread],
  ['asdfghjklqwe', widespread],
  ['Cachorro@2026!', pattern],
  ['C4chorr0#2025', pattern],
  ['Maria joao 2026', pattern],
  ['Coração2026!!', pattern],
  ['Murciélago.1998', pattern],
  ['janeirofevereiromarco', pattern],
  ['abcdefghijkl', pattern],
  ['abcabcabcabc', pattern],
  ['aaaaaaaaaaaa', pattern],
])('%j is refused, as a secret and as a password', async (text, why) => {
  for (const field of ['secret', 'password'] as const) {
    const weakness = String(await weaknessOf(text, field));
    expect(weakness).toContain(why);
    expect(weakness).not.toContain(text);
    expect(weakness).not.toMatch(/\d/);
  }
});

test.each([
  'gopher unlit crayon sprout badge wafer',
  'x7$Kp2!qLmZ9',
  'b8f2e9d1-77aa-4c30',
  `${'k'.repeat(4)}Wq9#Lm2$Vx8`,
  // The name is in it, and enough besides.
  'Aurora x7$Kp2!qLmZ9',
  long,
  `${'Wq9#Lm2$Vx8k'.repeat(5)}aaaa`,
])('%j is taken', async (text) => {
  expect(await weaknessOf(text)).toBeNull();
});

test('a client secret has to stand more guesses than a password', async () => {
  expect(await weaknessOf('vidro trem sopa caneta')).toContain(pattern);
  expect(await weaknessOf('vidro trem sopa caneta', 'password')).toBeNull();
});

test('what stands in the prototype of every object is a text like others', async () => {
  for (const text of ['constructor1', '__proto__2026', 'hasownproperty'])
    expect(await weaknessOf(text)).toContain(pattern);
});

test('the event loop turns while a long secret is judged', async () => {
  let turns = 0;
  const counting = setInterval(() => (turns += 1), 1);
  await weaknessOf(long);
  clearInterval(counting);
  // Once it stood still for all of the 100 ms and more.
  expect(turns).toBeGreaterThan(10);
});

test('secrets beyond the bounded queue are not judged, and not accepted', async () => {
  const judged = Array.from({ length: 4 }, () => weaknessOf(long));
  const last = await refusalOf(judged[3] ?? Promise.resolve());
  expect(last).toMatchObject({ code: 'unavailable', field: null });
  expect(last.message).toContain('let portaria generate one');
  expect(await Promise.all(judged.slice(0, 3))).toEqual([null, null, null]);
});

test('a judgement that takes too long is none: its secret is not accepted, and the next has another thread', async () => {
  const hasty = new SecretStrength({ waitingMax: 2, loadMsMax: 60_000, answerMsMax: 1 });
  for (let time = 0; time < 2; time += 1) {
    const refusal = await refusalOf(
      hasty.weaknessOf({ secret: new Secret(long), field: 'secret', names: [] }),
    );
    expect(refusal).toMatchObject({ code: 'unavailable' });
  }
});

// On a busy machine, every judgement ended the thread before its words were loaded.
test('a judgement that does not wait for the words leaves them to a later one', async () => {
  const hasty = new SecretStrength({ waitingMax: 2, loadMsMax: 1, answerMsMax: 20_000 });
  const judge = () => hasty.weaknessOf({ secret: new Secret(long), field: 'secret', names: [] });
  expect(await refusalOf(judge())).toMatchObject({ code: 'unavailable' });
  await expect.poll(judge, { timeout: 60_000, interval: 200 }).toBeNull();
});
