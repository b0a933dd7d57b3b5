import { expect, test } from 'vitest';
import {
  accountIdFrom,
  certificateIdFrom,
  clientIdFrom,
  createdAtMs,
  familyIdFrom,
  fingerprintFrom,
  fingerprintStartFrom,
  givenTokenIdFrom,
  isGeneratedClientId,
  makeClientId,
  makeFamilyId,
  requestIdFrom,
  secretIdFrom,
  tokenIdFrom,
} from '../../src/core/shared/ids.js';

const hex = (length: number): string => '0123456789abcdef'.repeat(8).slice(0, length);
const uuid = '0199f1de-7d4f-7abc-8def-000000000001';

test.each([
  ['an account id', accountIdFrom],
  ['a secret id', secretIdFrom],
  ['a certificate id', certificateIdFrom],
])('%s is a positive bigint in decimal, and nothing else', (_name, from) => {
  for (const text of ['1', '10', '9223372036854775807']) expect(from(text)).toBe(text);
  for (const text of ['', '0', '01', '-1', '+1', '1.0', ' 1', '1 ', '1\n', 'a1', '1a', '9223372036854775808'])
    expect([text, from(text)]).toEqual([text, null]);
  expect(from('10000000000000000000')).toBeNull();
});

test('a client id has 3 to 64 characters of A-Z a-z 0-9 . _ -', () => {
  for (const text of ['abc', 'A.b_9-', 'x'.repeat(64)]) expect(clientIdFrom(text)).toBe(text);
  for (const text of ['', 'ab', 'x'.repeat(65), 'a b', 'abc\n', ' abc', 'abç', 'a/bc'])
    expect([text, clientIdFrom(text)]).toEqual([text, null]);
});

test('a generated client id carries its account, and only such a form counts as generated', () => {
  const account = accountIdFrom('9223372036854775807');
  if (!account) throw new Error('the account id was not accepted');
  const generated = makeClientId(account, '0badcafe');
  expect(generated).toBe('account-9223372036854775807-0badcafe');
  expect(isGeneratedClientId(generated)).toBe(true);
  const others = [
    'account-0-0badcafe',
    'account-01-0badcafe',
    'account--0badcafe',
    'account-7-0BADCAFE',
    'account-7-0badcaf',
    'account-7-0badcafe1',
    'xaccount-7-0badcafe',
    'account-7-0badcafg',
    'account-70000000000000000000-0badcafe',
  ];
  for (const text of others) {
    const id = clientIdFrom(text);
    if (id) expect([text, isGeneratedClientId(id)]).toEqual([text, false]);
  }
});

test('a fingerprint is 64 hex digits, in upper case or with colons as well', () => {
  const lower = hex(64);
  const withColons = (lower.toUpperCase().match(/../g) ?? []).join(':');
  for (const text of [lower, lower.toUpperCase(), withColons]) expect(fingerprintFrom(text)).toBe(lower);
  for (const text of ['', hex(63), hex(65), `${hex(63)}g`, ` ${lower}`, `${lower}\n`])
    expect([text, fingerprintFrom(text)]).toEqual([text, null]);
});

test('the start of a fingerprint is 8 to 64 of its digits', () => {
  for (const length of [8, 9, 63, 64]) expect(fingerprintStartFrom(hex(length))).toBe(hex(length));
  expect(fingerprintStartFrom('01:23:45:AB')).toBe('012345ab');
  for (const text of ['', hex(7), hex(65), `${hex(8)}g`, ` ${hex(8)}`])
    expect([text, fingerprintStartFrom(text)]).toEqual([text, null]);
});

test('a family id is a UUID of any version, in lower case', () => {
  for (const text of [uuid, '0199f1de-7d4f-1abc-0def-000000000001']) expect(familyIdFrom(text)).toBe(text);
  for (const text of ['', uuid.toUpperCase(), `${uuid}0`, `0${uuid}`, uuid.replaceAll('-', '')])
    expect([text, familyIdFrom(text)]).toEqual([text, null]);
});

test('a token id that a caller gives is a UUIDv7 in lower case', () => {
  for (const variant of ['8', '9', 'a', 'b']) {
    const text = `0199f1de-7d4f-7abc-${variant}def-000000000001`;
    expect(givenTokenIdFrom(text)).toBe(text);
  }
  const others = [
    '',
    uuid.toUpperCase(),
    '0199f1de-7d4f-4abc-8def-000000000001',
    '0199f1de-7d4f-7abc-7def-000000000001',
    '0199f1de-7d4f-7abc-cdef-000000000001',
    `${uuid}0`,
    `0${uuid}`,
  ];
  for (const text of others) expect([text, givenTokenIdFrom(text)]).toEqual([text, null]);
});

test('a request id is 32 hex digits in lower case', () => {
  expect(requestIdFrom(hex(32))).toBe(hex(32));
  for (const text of ['', hex(31), hex(33), hex(32).toUpperCase(), `${hex(31)}g`])
    expect([text, requestIdFrom(text)]).toEqual([text, null]);
});

test('a token id tells when it was made, in milliseconds', () => {
  expect(createdAtMs(tokenIdFrom(uuid))).toBe(0x0199f1de7d4f);
  expect(createdAtMs(tokenIdFrom('00000000-0001-7fff-bfff-ffffffffffff'))).toBe(1);
});

test('a family is named as its token id', () => {
  expect(makeFamilyId(tokenIdFrom(uuid))).toBe(uuid);
});
