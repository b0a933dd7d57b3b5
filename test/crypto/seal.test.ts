import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Sealer } from '../../src/crypto/sealer.js';

const masterKey = randomBytes(32);
const sealer = new Sealer(() => masterKey);
const material = randomBytes(32);

test('what was sealed opens again, and only under its own label', () => {
  const sealed = sealer.seal(material, 'hs-1|HS256|sig');
  expect(sealer.open(sealed, 'hs-1|HS256|sig')).toEqual(material);
  expect(() => sealer.open(sealed, 'hs-2|HS256|sig')).toThrow('was changed');
});

test('material sealed under not sealed with PORTARIA_MASTER_KEY says so', () => {
  const sealed = new Sealer(() => randomBytes(32)).seal(material, 'label');
  expect(() => sealer.open(sealed, 'label')).toThrow('not sealed with PORTARIA_MASTER_KEY');
});

test('no byte of sealed material can be changed unnoticed', () => {
  const sealed = sealer.seal(material, 'label');
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = Buffer.from(sealed);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(() => sealer.open(changed, 'label')).toThrow();
  }
});

test('the same material never looks the same twice, and is not to be seen in it', () => {
  const [one, two] = [sealer.seal(material, 'label'), sealer.seal(material, 'label')];
  expect(one.equals(two)).toBe(false);
  expect(one.includes(material)).toBe(false);
});
