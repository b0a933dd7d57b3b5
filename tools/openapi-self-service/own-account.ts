import { noInput } from '../../src/http/problem-details/no-input.js';
import type { Operations } from '../openapi/operation.js';
import { etag, ok } from '../openapi/success.js';
import { ownAccount as account } from '../openapi-bodies/account.js';

/** Operations of self-service. */
export const ownAccount: Operations = {
  'GET ': {
    id: 'showOwnAccount',
    summary: 'Show your account',
    query: noInput,
    success: ok('The account.', account, etag),
  },
};
