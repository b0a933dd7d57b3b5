import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import type { LoginBinding } from '../../src/core/realm/refresh-tokens.js';
import {
  type AccountId,
  type CertificateId,
  makeFamilyId,
  type RealmUserId,
  tokenIdFrom,
} from '../../src/core/shared/ids.js';
import { HmacRefreshTokens } from '../../src/crypto/tokens/hmac-refresh-tokens.js';

const [old, today] = [randomBytes(32), randomBytes(32)];
const under = (pepper: Buffer, ...previous: Buffer[]): HmacRefreshTokens =>
  new HmacRefreshTokens({ pepper: () => pepper, previousPeppers: () => previous });

const familyId = makeFamilyId(tokenIdFrom('019c2161-0000-7000-8000-0000000000ff'));
const place = { familyId, generation: 3 };
const facts: LoginBinding = {
  userId: '4e5f6071-0000-4000-8000-000000000001' as RealmUserId,
  accountId: '7' as AccountId,
  certificateId: '3' as CertificateId,
  scopes: ['a:b', 'c:d'],
  passwordSetAtMicros: '1770091506789123',
};
const loginDigest = under(today).digestLogin(facts);

test('the same place gives the same token in every process, and each place another one', () => {
  expect(under(today).make(place, loginDigest)).toBe(under(today, old).make(place, loginDigest));
  const others = [
    { familyId, generation: 4 },
    { familyId: makeFamilyId(tokenIdFrom('019c2161-0000-7000-8000-0000000000fe')), generation: 3 },
  ];
  for (const other of others)
    expect(under(today).make(other, loginDigest)).not.toBe(under(today).make(place, loginDigest));
});

test('a token is read back as what it stands for, also the last one that there could be', () => {
  const tokens = under(today);
  for (const generation of [1, 3, 2 ** 31 - 1])
    expect(tokens.read(new Secret(tokens.make({ familyId, generation }, loginDigest)))).toEqual({
      ...{ familyId, generation, loginDigest },
    });
});

test('one of another pepper is taken as long as that is known', () => {
  const token = new Secret(under(old).make(place, loginDigest));
  expect(under(today, old).read(token)).toEqual({ ...place, loginDigest });
  expect(under(today).read(token)).toBeNull();
});

test('a token in which any one bit is another is none', () => {
  const tokens = under(today);
  const bytes = Buffer.from(tokens.make(place, loginDigest).slice(4), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const copy = Buffer.from(bytes);
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(tokens.read(new Secret(`ptr_${copy.toString('base64url')}`))).toBeNull();
  }
});

test('it has no dot, at which clients would take it for a JWT, and is no client secret', () => {
  const token = under(today).make(place, loginDigest);
  expect(token).toMatch(/^ptr_[\w-]{112}$/);
  expect(new Secret(token).shape).toBe('custom');
});

test('another user, account, certificate, scope or password is another login', () => {
  const others: readonly Partial<LoginBinding>[] = [
    { userId: '4e5f6071-0000-4000-8000-000000000002' as RealmUserId },
    { accountId: '73' as AccountId, certificateId: '' as CertificateId },
    { certificateId: null },
    { scopes: ['a:b'] },
    { scopes: ['a:b c:d'] },
    { passwordSetAtMicros: '1770091506789124' },
  ];
  const digests = [facts, ...others.map((other) => ({ ...facts, ...other }))].map((one) =>
    under(today).digestLogin(one),
  );
  expect(new Set(digests).size).toBe(others.length + 1);
  // It is in tokens that are in the hands of clients: another way to write it would end their logins.
  expect(loginDigest).toBe('sX3PTMR850TBY7-zGtVQEw-LDazR0LrBvOHaTHu6LvA');
});

test('a token of an earlier release is read as long as its pepper is known, and says nothing of its login', () => {
  // Made by the release before tokens said of which login they are.
  const token = new Secret('ptr_AZwhYQAAcACAAAAAAAAA_wAAAAMsGXU_Myv-u78lWVuCmr9NYfM7ZJJMGA1z43NM812iFA');
  const pepper = Buffer.alloc(32, 9);
  expect(under(today, pepper).read(token)).toEqual({ ...place, loginDigest: null });
  expect(under(today).read(token)).toBeNull();
  // The last letter carries four bits of the MAC; its two others mean nothing.
  const sibling = token.reveal((text) => text.replace(/A$/, 'B'));
  expect(under(pepper).read(new Secret(sibling))).toBeNull();
  expect(under(pepper).make(place, loginDigest)).not.toBe(token.reveal((text) => text));
});
