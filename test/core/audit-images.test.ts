import { expect, test } from 'vitest';
import { archivedRangeOf, auditTrailTarget } from '../../src/core/audit/audit-archive.js';
import type { AuditEvent } from '../../src/core/audit/audit-event.js';
import { imageOf, memberOf, membersOf, merge, namesOf } from '../../src/core/audit/images.js';

test('an image that is no JSON, or none, is empty', () => {
  expect(imageOf('{"a":1}')).toEqual({ a: 1 });
  expect([imageOf('{a'), imageOf(null)]).toEqual([null, null]);
});

test('members are own members of objects only', () => {
  expect(memberOf({ a: 1, b: undefined }, 'a')).toBe(1);
  expect(memberOf({ b: undefined }, 'b')).toBeNull();
  expect([memberOf({}, '__proto__'), memberOf([1], '0'), memberOf(null, 'a')]).toEqual([null, null, null]);
  expect(membersOf({ a: 1 })).toEqual([['a', 1]]);
  expect([membersOf(['a']), membersOf('a')]).toEqual([[], []]);
  expect([...namesOf({ a: 1 }, null, { a: 2, b: 3 })]).toEqual(['a', 'b']);
});

test('what an image leaves out stays, and what became null goes', () => {
  const state = { kept: 1, gone: 2, inner: { kept: 1, changed: 2 } };
  const before = { gone: 2, inner: { changed: 2 } };
  const after = { inner: { changed: 3 }, added: 4 };
  expect(merge(state, before, after)).toEqual({ kept: 1, inner: { kept: 1, changed: 3 }, added: 4 });
  expect(merge(null, { a: 1 }, { a: 2 })).toEqual({ a: 2 });
  expect([merge({ a: 1 }, null, { b: 1 }), merge({ a: 1 }, { a: 1 }, null)]).toEqual([{ b: 1 }, null]);
});

const event = (changes: Partial<AuditEvent>, image: unknown = {}): AuditEvent =>
  ({
    action: 'audit.archive',
    outcome: 'done',
    after: JSON.stringify({ [auditTrailTarget]: image }),
    ...changes,
  }) as AuditEvent;

test('only a done archive that names event, hash and states says what was archived', () => {
  const range = { archivedTo: '7', hash: 'ab', states: 'cd' };
  expect(archivedRangeOf(event({}, range))).toEqual({ id: '7', hash: 'ab', states: 'cd' });
  const others = [
    event({ action: 'account.create' }, range),
    event({ outcome: 'refused' }, range),
    event({}, { ...range, archivedTo: 7 }),
    event({}, { archivedTo: '7', states: 'cd' }),
    event({}, { archivedTo: '7', hash: 'ab' }),
    event({ after: null }),
  ];
  expect(others.map(archivedRangeOf)).toEqual(others.map(() => null));
});
