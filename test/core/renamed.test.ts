import { expect, test } from 'vitest';
import { currentActionOf, recordedActionsOf } from '../../src/core/audit/renamed-actions.js';
import { currentReasonOf } from '../../src/core/refusals/renamed-reasons.js';

test('an event that recorded a former action is read under the current one', () => {
  expect(currentActionOf('account.open')).toBe('account.create');
  expect(currentActionOf('secret.retire')).toBe('secret.revoke');
  expect(currentActionOf('account.suspend')).toBe('account.suspend');
});

test('a search for an action finds the events of its former names too', () => {
  expect(recordedActionsOf('key.revoke')).toEqual(['key.revoke', 'key.drop']);
  expect(recordedActionsOf('account.suspend')).toEqual(['account.suspend']);
});

test('a refusal that recorded a former reason is read under the current one', () => {
  expect(currentReasonOf('no_door')).toBe('not_from_proxy');
  expect(currentReasonOf('wrong_secret')).toBe('wrong_secret');
});
