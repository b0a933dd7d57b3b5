import type { Contract } from '../contract.js';
import { toOauthRefusalResponse } from '../oauth-refusals.js';
import { IntrospectionController } from './introspection.controller.js';
import { RevocationController } from './revocation.controller.js';
import { TokenIntrospector } from './token-introspector.js';
import { TokenParameterRequests } from './token-parameter-requests.js';
import { WellKnownController } from './well-known.controller.js';

/**
 * What belongs to the token endpoint: metadata, keys, introspection, revocation. Its clients are
 * those of pix: they authenticate as they do there, by the same policy.
 *
 * This folder owns what resource servers and clients ask about issued tokens; it must never issue
 * one.
 */
export const oauth: Contract = {
  name: 'pix',
  issuesNoTokens: true,
  paths: [
    '/oauth/introspect',
    '/oauth/revoke',
    '/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration',
    '/.well-known/jwks.json',
  ],
  pathsWithRecordedRefusals: ['/oauth/introspect', '/oauth/revoke'],
  formPaths: ['/oauth/introspect', '/oauth/revoke'],
  controllers: [WellKnownController, IntrospectionController],
  managementControllers: [RevocationController],
  providers: [TokenIntrospector, TokenParameterRequests],
  // RFC 7662 section 2.3: a failed client authentication is a 401, which always has a challenge (RFC
  // 9110 section 15.5.2).
  errorResponse: (refusal, requestId, scheme) =>
    toOauthRefusalResponse(refusal, requestId, scheme ?? 'basic'),
};
