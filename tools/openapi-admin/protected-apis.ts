import { apiRequestBody, apiRulesQuery, apisQuery, newDocumentBody } from '../../src/admin/api-fields.js';
import type { Operations } from '../openapi/operation.js';
import { ok, page } from '../openapi/success.js';
import {
  apiRequestDecision,
  apiRule,
  documentComparison,
  protectedApi,
  protectedApis as apis,
} from '../openapi-bodies/protected-api.js';

const withoutFolder = 'Without `PORTARIA_ROUTES_DIR` in the process, the response is 422.';

/** Operations of the admin API. */
export const protectedApis: Operations = {
  'GET /apis': {
    id: 'listApis',
    summary: 'List the protected APIs',
    description: `By the route tables that this process has read. ${withoutFolder}`,
    query: apisQuery,
    errors: [422],
    success: ok('By name, with the processes that have the same route tables.', apis),
  },
  'GET /apis/{api}': {
    id: 'showApi',
    summary: 'Show a protected API',
    errors: [422],
    success: ok('The API, without its rules.', protectedApi),
  },
  'GET /apis/{api}/rules': {
    id: 'listApiRules',
    summary: 'List the rules of a protected API',
    description: '`contains` is a part of a method, path or scope.',
    query: apiRulesQuery,
    errors: [422],
    success: page('By path and method.', apiRule),
  },
  'POST /apis/{api}/check': {
    id: 'checkApiRequest',
    summary: 'Check whether a request would pass',
    description:
      'Decides as the gateway does, and changes and records nothing. Send a `token`, or the `claims` of one. ' +
      'With `certificate`, the token is used on a connection with that certificate, or with none (`null`).',
    body: apiRequestBody,
    example: { method: 'GET', path: '/cob/abc', claims: { scopes: ['pix:read'] } },
    readsOnly: true,
    hasLanguages: true,
    errors: [422],
    success: ok('Whether it would pass, and why not.', apiRequestDecision),
  },
  'POST /apis/{api}/diff': {
    id: 'compareApiDocument',
    summary: 'Compare a new OpenAPI document with the rules',
    description:
      'What `portaria routes import` would change. Nothing is written. Options that you leave out are as in force. ' +
      'The body has at most 1 MB.',
    body: newDocumentBody,
    example: { document: 'openapi: 3.1.0\n...', basePath: '/pix/v2' },
    readsOnly: true,
    errors: [409, 422],
    success: ok('The rules that change, with what they need before and after.', documentComparison),
  },
};
