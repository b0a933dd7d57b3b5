import { expect, test } from 'vitest';
import type { AccountId, ClientId, TokenId } from '../../src/core/shared/ids.js';
import { BearerTokenError } from '../../src/core/tokens/bearer-token-error.js';

test('an error names the token that it concerns, where one is known', () => {
  const token = { id: 'token' as TokenId, accountId: '7' as AccountId, clientId: 'client' as ClientId };
  const known = new BearerTokenError('invalid_token', 'it expired').concerning('token_expired', token);
  expect(known.refused).toEqual({ reason: 'token_expired', ...token });
  const unknown = new BearerTokenError('invalid_token', 'it is no token').concerning('token_expired', null);
  expect(unknown.refused).toBeNull();
});
