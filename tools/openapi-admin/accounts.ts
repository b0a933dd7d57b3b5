import { accountChanges, accountQuery, newAccount } from '../../src/admin/account-fields.js';
import { noInput } from '../../src/http/problem-details/no-input.js';
import type { Operations } from '../openapi/operation.js';
import { created, etag, ok, page } from '../openapi/success.js';
import { account } from '../openapi-bodies/account.js';
import { accountExport } from '../openapi-bodies/account-export.js';

/** Operations of the admin API. */
export const accounts: Operations = {
  'POST /accounts': {
    id: 'createAccount',
    summary: 'Create an account',
    body: newAccount,
    example: { name: 'Loja Exemplo', taxId: '12ABC34501DE35', scopes: ['pix:read', 'pix:write'] },
    success: created('The account.', account, etag),
  },
  'GET /accounts': {
    id: 'listAccounts',
    summary: 'List accounts',
    query: accountQuery,
    success: page('Accounts, in the order of their ids.', account),
  },
  'GET /accounts/{account}': {
    id: 'showAccount',
    summary: 'Show an account',
    success: ok('The account.', account, etag),
  },
  'PATCH /accounts/{account}': {
    id: 'updateAccount',
    summary: 'Update an account',
    description:
      'A field that you leave out does not change. An operator can get a `role` instead of `scopes`.',
    body: accountChanges,
    example: { networks: ['203.0.113.0/24'] },
    success: ok('The account.', account, etag),
  },
  'GET /accounts/{account}/export': {
    id: 'exportAccount',
    summary: 'Export everything that is kept of an account',
    description:
      'At most 1000 items of each list, newest first where there is a time. `complete` says whether these are all; ' +
      '`portaria account export` has no limit. There is no secret and no digest of one in it. The audit trail records it.',
    query: noInput,
    errors: [404],
    success: ok('The account with all of its records.', accountExport),
  },
  'POST /accounts/{account}/suspend': {
    id: 'suspendAccount',
    summary: 'Suspend an account',
    description: 'The account gets no more tokens, and its tokens are revoked.',
    body: noInput,
    success: ok('The account.', account, etag),
  },
  'POST /accounts/{account}/reactivate': {
    id: 'reactivateAccount',
    summary: 'Reactivate an account',
    body: noInput,
    success: ok('The account.', account, etag),
  },
};
