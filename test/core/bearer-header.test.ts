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
  ['', 'absent'],
  [' ', 'absent'],
  ['Bearer', 'incomplete'],
  ['Bearer ', 'incomplete'],
  ['Basic abc', 'incomplete'],
  ['abc.def.ghi', 'incomplete'],
  ['Bearerabc', 'incomplete'],
  ['Bearer abc def', 'malformed'],
  ['Bearer a"b', 'malformed'],
  ['Bearer =abc', 'malformed'],
  ['Bearer abc, Bearer def', 'malformed'],
])('%j has none, because it is %s', (text, fault) => {
  expect(readBearerHeader(text)).toEqual({ token: null, fault });
});

test.each([
  ['', false],
  ['a=b', false],
  ['access_token=abc', true],
  ['a=b&access%5Ftoken=', true],
])('a token in the query %j: %j', (query, found) => {
  expect(hasTokenInQuery(query)).toBe(found);
});
