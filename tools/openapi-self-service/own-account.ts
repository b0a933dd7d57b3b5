import { nothing } from '../../src/http/problem-details/nothing.js';
import type { Operations } from '../openapi/operation.js';
import { etag, ok } from '../openapi/success.js';
import { account } from '../openapi-bodies/account.js';

/** Operations of self-service. */
export const ownAccount: Operations = {
  'GET ': {
    id: 'showOwnAccount',
    summary: 'Show your account',
    query: nothing,
    success: ok('The account.', account, etag),
  },
};
