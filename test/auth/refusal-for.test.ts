import { expect, test } from 'vitest';
import { refusalFor } from '../../src/auth/refusal-for.js';

test('the first finding is the reason, and the others stand beside it', () => {
  const refusal = refusalFor([
    { reason: 'wrong_secret', detail: 'the secret matches none of the active secrets (1)' },
    { reason: 'account_suspended', detail: 'account 1 is suspended' },
  ]);
  expect(refusal).toMatchObject({
    reason: 'wrong_secret',
    alsoAgainst: ['account_suspended'],
    privateDetail: 'the secret matches none of the active secrets (1); account 1 is suspended',
  });
});

test('a refusal without a finding is a fault of the gateway: nothing is issued without a reason to', () => {
  expect(refusalFor([])).toMatchObject({ reason: 'internal', alsoAgainst: [] });
});
