import { ownRefusalQuery } from '../../src/self-service/own-refusals.controller.js';
import type { Operations } from '../openapi/operation.js';
import { page } from '../openapi/success.js';
import { ownRefusal } from '../openapi-bodies/refusal.js';

/** Operations of self-service. */
export const ownRefusals: Operations = {
  'GET /refusals': {
    id: 'listOwnRefusals',
    summary: 'List rejected token requests',
    query: ownRefusalQuery,
    hasLanguages: true,
    success: page('Newest first, each with its explanation.', ownRefusal),
  },
  'GET /refusals/{requestId}': {
    id: 'explainOwnRefusal',
    summary: 'Explain a rejected token request',
    hasLanguages: true,
    success: page('The rejected requests with this request id, each with its explanation.', ownRefusal),
  },
};
