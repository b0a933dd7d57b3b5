import { expect, test } from 'vitest';
import { asSentence } from '../../console/src/parts/as-sentence.js';
import { differencesIn } from '../../console/src/parts/differences.js';
import { calendarDaysUntil } from '../../console/src/parts/times.js';

test('the contract that a change takes from a credential is among its differences', () => {
  const image = (policy: string | null) => ({
    'account 5': { credentials: { 'loja-1': { contracts: { pix: policy } } } },
  });
  expect(differencesIn({ before: image('tls'), after: image(null) })).toEqual([
    { target: 'credential loja-1', isNew: false, field: 'contract pix', before: 'tls', after: null },
  ]);
});

test('a field of the account and one of its credential are two targets', () => {
  const image = (status: string, name: string) => ({
    'account 5': { name, credentials: { 'loja-1': { status } } },
  });
  expect(differencesIn({ before: image('active', 'Loja'), after: image('revoked', 'Loja A') })).toEqual([
    { target: 'account 5', isNew: false, field: 'name', before: 'Loja', after: 'Loja A' },
    { target: 'credential loja-1', isNew: false, field: 'status', before: 'active', after: 'revoked' },
  ]);
});

test('what a dry run creates is new, also a credential in its account', () => {
  const after = { 'account 5': { name: 'Loja', credentials: { 'loja-1': { status: 'active' } } } };
  expect(differencesIn({ before: null, after }).map(({ isNew }) => isNew)).toEqual([true, true]);
});

test('what ends tomorrow does not end today, however few hours are left', () => {
  const now = new Date(2026, 10, 30, 20, 0).getTime();
  expect(calendarDaysUntil(now + 23.9 * 3_600_000, now)).toBe(1);
  expect(calendarDaysUntil(now + 3.9 * 3_600_000, now)).toBe(0);
  expect(calendarDaysUntil(now + 4.1 * 3_600_000, now)).toBe(1);
  expect(calendarDaysUntil(now - 21 * 3_600_000, now)).toBe(-1);
});

test.each([
  ['operator: no other operator could get a token', 'No other operator could get a token.'],
  ['secret id: it is the only one. Rotate first', 'It is the only one. Rotate first.'],
  ['its issuer is not a client CA: it is refused', 'Its issuer is not a client CA: it is refused.'],
  ['clientSecret contains a line break. Remove it.', 'clientSecret contains a line break. Remove it.'],
])('what the gateway says is read as a sentence: %s', (message, sentence) => {
  expect(asSentence(message)).toBe(sentence);
});
