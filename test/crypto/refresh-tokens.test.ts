import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { makeFamilyId, tokenIdFrom } from '../../src/core/shared/ids.js';
import { HmacRefreshTokens } from '../../src/crypto/hmac-refresh-tokens.js';

const [old, today] = [randomBytes(32), randomBytes(32)];
const under = (pepper: Buffer, ...previous: Buffer[]): HmacRefreshTokens =>
  new HmacRefreshTokens({ pepper: () => pepper, previousPeppers: () => previous });

const familyId = makeFamilyId(tokenIdFrom('019c2161-0000-7000-8000-0000000000ff'));
const place = { familyId, generation: 3 };

test('the same place gives the same token in every process, and each place another one', () => {
  expect(under(today).make(place)).toBe(under(today, old).make(place));
  const others = [
    { familyId, generation: 4 },
    { familyId: makeFamilyId(tokenIdFrom('019c2161-0000-7000-8000-0000000000fe')), generation: 3 },
  ];
  for (const other of others) expect(under(today).make(other)).not.toBe(under(today).make(place));
});

test('a token is read back as what it stands for, also the last one that there could be', () => {
  const tokens = under(today);
  for (const generation of [1, 3, 2 ** 31 - 1])
    expect(tokens.read(new Secret(tokens.make({ familyId, generation })))).toEqual({ familyId, generation });
});

test('one of another pepper is taken as long as that is known', () => {
  const token = new Secret(under(old).make(place));
  expect(under(today, old).read(token)).toEqual(place);
  expect(under(today).read(token)).toBeNull();
});

test('a token in which any one bit is another is none', () => {
  const tokens = under(today);
  const bytes = Buffer.from(tokens.make(place).slice(4), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const copy = Buffer.from(bytes);
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(tokens.read(new Secret(`ptr_${copy.toString('base64url')}`))).toBeNull();
  }
});

test('it has no dot, at which clients would take it for a JWT, and is no client secret', () => {
  const token = under(today).make(place);
  expect(token).toMatch(/^ptr_[\w-]{70}$/);
  expect(new Secret(token).shape).toBe('custom');
});
