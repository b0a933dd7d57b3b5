import {
  contractPolicyInput,
  expiringCredentialsQuery,
  newCredential,
  newRegisteredKey,
} from '../../src/admin/credential-fields.js';
import { nothing } from '../../src/http/problem-details/nothing.js';
import { forceQuery, newSecret } from '../../src/http/problem-details/secret-fields.js';
import type { Operations } from '../openapi/operation.js';
import { created, etag, ok, page, pageQuery } from '../openapi/success.js';
import {
  credential,
  credentialWithNotes,
  credentialWithSecret,
  expiringCredential,
} from '../openapi-bodies/credential.js';

/** Operations of the admin API. */
export const credentials: Operations = {
  'POST /accounts/{account}/credentials': {
    id: 'createCredential',
    summary: 'Create a credential',
    description: 'Without `clientSecret` a secret is generated. It is in this response and never again.',
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
    summary: 'List credentials of which something ends soon',
    description: 'Credentials in use that end, or with a secret that ends, or ended within the last 30 days.',
    query: expiringCredentialsQuery,
    success: page('Credentials, in the order of their ids.', expiringCredential),
  },
  'GET /credentials/{clientId}': {
    id: 'showCredential',
    summary: 'Show a credential',
    success: ok('The credential.', credential, etag),
  },
  'POST /credentials/{clientId}/revoke': {
    id: 'revokeCredential',
    summary: 'Revoke a credential',
    description: 'It gets no tokens from now on, and its tokens end. This cannot be undone.',
    body: nothing,
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
      'The client authenticates at /oauth/token by it, without a secret: exactly one of the three. It ends as a secret does. The address of a key set is tried once; if it does not answer, it is registered with a note.',
    body: newRegisteredKey,
    example: { jwksUri: 'https://erp.loja.example/jwks.json' },
    success: created('The credential; the key is one of its secrets.', credentialWithNotes, etag),
  },
  'POST /credentials/{clientId}/contracts': {
    id: 'setContractPolicy',
    summary: 'Set the policy of a contract',
    description: '`off` takes the contract away.',
    body: contractPolicyInput,
    example: { contract: 'pix', policy: 'tls' },
    success: ok('The credential.', credential, etag),
  },
};
