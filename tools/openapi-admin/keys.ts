import { rotationInput } from '../../src/admin/keys.controller.js';
import { noInput } from '../../src/http/problem-details/no-input.js';
import type { Operations } from '../openapi/operation.js';
import { created, ok, page } from '../openapi/success.js';
import { pepper, revokedKey, signingKey } from '../openapi-bodies/key.js';

/** Operations of the admin API. */
export const keys: Operations = {
  'GET /keys': {
    id: 'listKeys',
    summary: 'List the signing keys',
    query: noInput,
    success: page('All of them, oldest first.', signingKey),
  },
  'POST /keys/rotate': {
    id: 'rotateKey',
    summary: 'Publish the next signing key',
    description: 'It takes over automatically after the delay.',
    body: rotationInput,
    example: { algorithm: 'RS256' },
    success: created('The new key.', signingKey),
  },
  'DELETE /keys/{kid}': {
    id: 'revokeKey',
    summary: 'Revoke a signing key',
    description: 'All tokens that it signed are revoked. This cannot be undone.',
    query: noInput,
    success: ok('The key, and the one that signs now.', revokedKey),
  },
  'GET /peppers': {
    id: 'listPeppers',
    summary: 'List the peppers',
    description: 'Shows how many digests use each pepper, and so which ones are still needed.',
    query: noInput,
    success: page('All of them.', pepper),
  },
};
