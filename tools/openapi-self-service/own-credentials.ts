import { forceQuery, newSecret } from '../../src/http/problem-details/secret-fields.js';
import { newOwnKeySet } from '../../src/self-service/own-credentials.controller.js';
import type { Operations } from '../openapi/operation.js';
import { created, etag, ok, page, pageQuery } from '../openapi/success.js';
import { ownCredential, ownNewKeySet, ownNewSecret } from '../openapi-bodies/own-credential.js';

/** Operations of self-service. */
export const ownCredentials: Operations = {
  'GET /credentials': {
    id: 'listOwnCredentials',
    summary: 'List your credentials',
    query: pageQuery,
    success: page('Credentials, in the order of their ids.', ownCredential),
  },
  'POST /credentials/{clientId}/secrets': {
    id: 'rotateOwnSecret',
    summary: 'Add a secret',
    description: 'The old secret stays valid for `overlapSeconds` (default: 7 days).',
    body: newSecret,
    example: { overlapSeconds: 86_400 },
    success: created('The credential, with a generated secret, and what to do next.', ownNewSecret, etag),
  },
  'POST /credentials/{clientId}/keys': {
    id: 'rotateOwnKeySet',
    summary: 'Register the next key set',
    description:
      'For a client that authenticates with `private_key_jwt`. The old key set stays valid for `overlapSeconds` (default: ' +
      '7 days).',
    body: newOwnKeySet,
    example: { jwks: { keys: [{ kty: 'EC', crv: 'P-256', kid: 'next', x: '...', y: '...' }] } },
    success: created('The credential, and what to do next.', ownNewKeySet, etag),
  },
  'DELETE /credentials/{clientId}/secrets/{secretId}': {
    id: 'revokeOwnSecret',
    summary: 'Revoke a secret',
    description:
      'You cannot revoke the secret that your token was obtained with. A secret that was used in the last hour is revoked only with `force`.',
    query: forceQuery,
    success: ok('The credential.', ownCredential, etag),
  },
};
