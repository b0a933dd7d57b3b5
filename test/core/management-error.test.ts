import { expect, test } from 'vitest';
import { noticeDeliveryTarget, noticeRecipientTarget } from '../../src/core/audit/audit-event.js';
import {
  InsufficientScope,
  isTransient,
  ManagementError,
  RateLimited,
} from '../../src/core/shared/management-error.js';

test.each([
  [new RateLimited('account: other changes to it are running', 1), true],
  [new ManagementError('unavailable', 'the database does not answer'), true],
  [new ManagementError('invalid', 'name: is missing', 'name'), false],
  [new InsufficientScope('the token lacks keys:write', 'keys:write', null), false],
])('%s: whether the same action may succeed later', (error, may) => {
  expect(isTransient(error)).toBe(may);
});

test('a missing scope is named, so that the caller can ask for it', () => {
  expect(new InsufficientScope('the token lacks keys:write', 'keys:write', 'scope')).toMatchObject({
    code: 'insufficient_scope',
    scope: 'keys:write',
    field: 'scope',
  });
});

test('the trail names recipients and deliveries of notices by their ids', () => {
  expect([noticeRecipientTarget('7'), noticeDeliveryTarget('8')]).toEqual([
    'notice-recipient 7',
    'notice-delivery 8',
  ]);
});
