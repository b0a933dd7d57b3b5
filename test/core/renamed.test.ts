import { expect, test } from 'vitest';
import {
  currentActionOf,
  currentTargetOf,
  recordedActionsOf,
  recordedTargetsOf,
} from '../../src/core/audit/renamed-actions.js';
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

test('a CA is found under the name of former events too, and shown under the current one', () => {
  expect(currentTargetOf('authority ab12')).toBe('ca ab12');
  expect(currentTargetOf('account 7')).toBe('account 7');
  expect(recordedTargetsOf('ca ab12')).toEqual(['ca ab12', 'authority ab12']);
  expect(recordedTargetsOf('client-ca ab12')).toEqual(['client-ca ab12']);
});
