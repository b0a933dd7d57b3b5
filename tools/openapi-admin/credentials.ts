import {
  contractPolicyInput,
  expiringCredentialsQuery,
  newCredential,
  newRegisteredKey,
} from '../../src/admin/credential-fields.js';
import { noInput } from '../../src/http/problem-details/no-input.js';
import { forceQuery, newSecret } from '../../src/http/problem-details/secret-fields.js';
import type { Operations } from '../openapi/operation.js';
import { created, etag, ok, page, pageQuery } from '../openapi/success.js';
import {
  credential,
  credentialWithNotes,
  credentialWithSecret,
  expiringCredential,
} from '../openapi-bodies/credential.js';
import { accountNames } from '../openapi-bodies/fields.js';

/** Operations of the admin API. */
export const credentials: Operations = {
  'POST /accounts/{account}/credentials': {
    id: 'createCredential',
    summary: 'Create a credential',
    description: 'Without `clientSecret` a secret is generated. It is shown only in this response.',
    body: newCredential,
    example: { label: 'checkout', contracts: [{ contract: 'pix', policy: 'tls' }] },
    success: created('The credential, with a generated secret.', credentialWithSecret, etag),
  },
  'GET /accounts/{account}/credentials': {
    id: 'listCredentials',
    summary: "List an account's credentials",
    query: pageQuery,
    success: page('Credentials, in the order of their ids.', credential),
  },
  'GET /credentials': {
    id: 'listExpiringCredentials',
    summary: 'List credentials that expire soon',
    description:
      'Active credentials that expire soon, or have a secret that does. Includes those that expired in the last 30 days.',
    query: expiringCredentialsQuery,
    success: page('Credentials, those that end first at the top.', expiringCredential, { accountNames }),
  },
  'GET /credentials/{clientId}': {
    id: 'showCredential',
    summary: 'Show a credential',
    success: ok('The credential.', credential, etag),
  },
  'POST /credentials/{clientId}/revoke': {
    id: 'revokeCredential',
    summary: 'Revoke a credential',
    description: 'The credential gets no more tokens, and its tokens are revoked. This cannot be undone.',
    body: noInput,
    success: ok('The credential.', credential, etag),
  },
  'POST /credentials/{clientId}/secrets': {
    id: 'addSecret',
    summary: 'Add a secret',
    description: 'The old secret stays valid for `overlapSeconds`.',
    body: newSecret,
    example: { overlapSeconds: 86_400 },
    success: created('The credential, with a generated secret.', credentialWithSecret, etag),
  },
  'DELETE /credentials/{clientId}/secrets/{secretId}': {
    id: 'revokeSecret',
    summary: 'Revoke a secret',
    description: 'The last secret of a credential is revoked only with `force`.',
    query: forceQuery,
    success: ok('The credential.', credential, etag),
  },
  'POST /credentials/{clientId}/keys': {
    id: 'registerKey',
    summary: 'Register a key',
    description:
      'The client can then authenticate at /oauth/token without a secret. Send exactly one of the three. The key is revoked like a secret. The address of a key set is tried once. If it does not answer, it is registered with a note.',
    body: newRegisteredKey,
    example: { jwksUri: 'https://erp.loja.example/jwks.json' },
    success: created('The credential; the key is one of its secrets.', credentialWithNotes, etag),
  },
  'POST /credentials/{clientId}/contracts': {
    id: 'setContractPolicy',
    summary: 'Set the policy of a contract',
    description: '`off` removes the contract.',
    body: contractPolicyInput,
    example: { contract: 'pix', policy: 'tls' },
    success: ok('The credential.', credential, etag),
  },
};
