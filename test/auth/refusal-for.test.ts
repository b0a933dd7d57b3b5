import { expect, test } from 'vitest';
import { refusalFor } from '../../src/auth/refusal-for.js';

test('the first finding is the reason, and the others stand beside it', () => {
  const refusal = refusalFor([
    { reason: 'wrong_secret', detail: 'none of 1 active secrets match' },
    { reason: 'account_suspended', detail: 'account 1 is suspended' },
  ]);
  expect(refusal).toMatchObject({
    reason: 'wrong_secret',
    alsoAgainst: ['account_suspended'],
    privateDetail: 'none of 1 active secrets match; account 1 is suspended',
  });
});

test('a refusal without a finding is a fault of the gateway: nothing is issued without a reason to', () => {
  expect(refusalFor([])).toMatchObject({ reason: 'internal', alsoAgainst: [] });
});
