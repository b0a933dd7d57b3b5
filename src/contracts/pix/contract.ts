import { publishedAlgorithms } from '../../core/keys/signing-key.js';
import type { Contract } from '../contract.js';
import { toOauthRefusalResponse } from '../oauth-refusals.js';
import { toPixTokenRequest } from './request.js';
import { toPixToken } from './response.js';

const path = '/oauth/token';

/**
 * Published document 003, and the token endpoint of RFC 6749 in the same place: docs/reference/contracts/pix.md. Enabled
 * by default.
 *
 * This folder owns the requests and responses of that endpoint; it must never know another
 * contract.
 */
export const pix: Contract = {
  name: 'pix',
  paths: [path],
  pathsWithRecordedRefusals: [path],
  formPaths: [path],
  tokens: {
    algorithms: publishedAlgorithms,
    typs: ['JWT', 'at+jwt'],
    endpoint: { issuesTo: 'clients', path, status: 200, parse: toPixTokenRequest, respond: toPixToken },
  },
  errorResponse: toOauthRefusalResponse,
};
