import { publishedAlgorithms } from '../../core/keys/signing-key.js';
import type { Contract } from '../contract.js';
import { toRealmRefusalResponse } from './refusals.js';
import { checkRealm, toRealmTokenRequest } from './request.js';
import { toRealmToken } from './response.js';

const path = '/auth/realms/:realm/protocol/openid-connect/token';

/**
 * Published document 002: users with a password. Disabled by default: docs/reference/contracts/realm.md.
 *
 * This folder owns the wire format of users' logins; it must never tell whether the name or the
 * password was wrong.
 */
export const realm: Contract = {
  name: 'realm',
  paths: [path],
  pathsWithRecordedRefusals: [path],
  formPaths: [path],
  tokens: {
    algorithms: publishedAlgorithms,
    typs: ['at+jwt'],
    endpoint: {
      issuesTo: 'users',
      path,
      status: 200,
      prepare: checkRealm,
      parse: toRealmTokenRequest,
      respond: (token, { grantType }) => toRealmToken(token, grantType),
    },
  },
  errorResponse: toRealmRefusalResponse,
};
