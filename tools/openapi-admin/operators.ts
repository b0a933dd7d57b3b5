import { newOperator } from '../../src/admin/operator-fields.js';
import { noInput } from '../../src/http/problem-details/no-input.js';
import type { Operations } from '../openapi/operation.js';
import { created, etag, ok, page } from '../openapi/success.js';
import { role } from '../openapi-bodies/account.js';
import { createdOperator } from '../openapi-bodies/operator.js';
import { renewedToken } from '../openapi-bodies/session.js';
import { endedTokens } from '../openapi-bodies/token.js';

/** Operations of the admin API. */
export const operators: Operations = {
  'POST /operators': {
    id: 'createOperator',
    summary: 'Create an operator',
    description:
      'Creates account, credential and certificate, or nothing. Send exactly one of `csr` (the gateway signs it), ' +
      '`pem` (an existing certificate; add `shared` if another account has it) and `bundle` (the gateway generates key and certificate). ' +
      'Give it a `role` (see `GET /roles`) or `scopes`. Without both, the operator is an administrator.',
    body: newOperator,
    example: {
      name: 'Ana Souza',
      role: 'support',
      csr: '-----BEGIN CERTIFICATE REQUEST-----\n...\n-----END CERTIFICATE REQUEST-----\n',
    },
    success: created('The operator, with a generated secret.', createdOperator, etag),
  },
  'GET /roles': {
    id: 'listRoles',
    summary: 'List the roles of operators',
    description:
      'A role is a name for scopes. Give it to an operator with `POST /operators` or `PATCH /accounts/{account}`.',
    query: noInput,
    hasLanguages: true,
    success: page('All of them.', role),
  },
  'POST /session/renew': {
    id: 'renewSession',
    summary: 'Renew your token',
    description:
      'Exchanges your token for a new one, without the secret. Everything that a token request checks is checked again. ' +
      'The new token has the scopes of the one that you sent, which stays valid until it expires. ' +
      'A session ends 8 hours after the token request that began it.',
    body: noInput,
    issuesToken: true,
    success: created('The new token.', renewedToken),
  },
  'POST /session/end': {
    id: 'endSession',
    summary: 'End your session',
    description:
      'Revokes the token that you sent, and every other token of its session. It needs no scope. ' +
      'After the response, no process accepts one of them.',
    body: noInput,
    success: ok('What was revoked, as in the audit trail.', endedTokens),
  },
};
