import type { Contract } from '../contract.js';
import { platformClaims } from './claims.js';
import { answerServiceTokenRefusal } from './refusals.js';
import { toServiceTokenRequest } from './request.js';
import { toServiceToken } from './response.js';

/** Its query (`gwsource`) is not looked at. */
const path = '/avxapi/acctmgmt-get-service-token';

/**
 * Source 004: docs/contracts/service-token.md. Off unless enabled, and for credentials that are allowed it alone: its clients are told
 * an unknown client from a wrong secret.
 */
export const serviceToken: Contract = {
  name: 'service-token',
  paths: [path],
  recordedPaths: [path],
  textPaths: [path],
  tokens: {
    algorithms: ['HS256', 'RS256'],
    typs: ['JWT'],
    claims: platformClaims,
    endpoint: {
      issuesTo: 'clients',
      path,
      status: 200,
      parse: toServiceTokenRequest,
      respond: toServiceToken,
    },
  },
  answer: answerServiceTokenRefusal,
};
