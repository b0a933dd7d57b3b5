import { signingAlgorithms } from '../../core/keys/signing-key.js';
import type { Contract } from '../contract.js';
import { serviceTokenClaims } from './claims.js';
import { toServiceTokenRefusalResponse } from './refusals.js';
import { toServiceTokenRequest } from './request.js';
import { toServiceToken } from './response.js';

/** The query (`gwsource`) is ignored. */
const path = '/avxapi/acctmgmt-get-service-token';

/**
 * Published document 004: docs/reference/contracts/service-token.md. Disabled by default, and only for credentials that
 * are allowed this contract alone: its clients can tell an unknown client from a wrong secret.
 *
 * This folder owns the wire format and the claims of that source; it must never serve a credential
 * of another contract.
 */
export const serviceToken: Contract = {
  name: 'service-token',
  paths: [path],
  pathsWithRecordedRefusals: [path],
  textPaths: [path],
  tokens: {
    algorithms: signingAlgorithms,
    typs: ['JWT'],
    claims: serviceTokenClaims,
    endpoint: {
      issuesTo: 'clients',
      path,
      status: 200,
      parse: toServiceTokenRequest,
      respond: toServiceToken,
    },
  },
  errorResponse: toServiceTokenRefusalResponse,
};
