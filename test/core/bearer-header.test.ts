import { expect, test } from 'vitest';
import { hasTokenInQuery, readBearerHeader } from '../../src/core/tokens/bearer-header.js';

test.each([
  ['Bearer abc.def-_~+/==', 'abc.def-_~+/=='],
  ['bearer abc', 'abc'],
  ['BEARER  abc ', 'abc'],
])('%j has a token', (text, token) => {
  expect(readBearerHeader(text)).toEqual({ token });
});

test.each([
  ['', false],
  ['Bearer', false],
  ['Bearer ', false],
  ['Basic abc', false],
  ['Bearerabc', false],
  ['Bearer abc def', true],
  ['Bearer a"b', true],
  ['Bearer =abc', true],
  ['Bearer abc, Bearer def', true],
])('%j has none; malformed: %j', (text, malformed) => {
  expect(readBearerHeader(text)).toEqual({ token: null, malformed });
});

test.each([
  ['', false],
  ['a=b', false],
  ['access_token=abc', true],
  ['a=b&access%5Ftoken=', true],
])('a token in the query %j: %j', (query, found) => {
  expect(hasTokenInQuery(query)).toBe(found);
});
