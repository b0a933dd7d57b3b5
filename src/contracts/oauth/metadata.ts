import { merchantScopes } from '../../core/accounts/account.js';
import { assertionAlgorithms } from '../../core/credentials/client-jwk.js';
import { keyMethods } from '../../core/credentials/registered-key.js';
import { publishedAlgorithms } from '../../core/keys/signing-key.js';
import { addressBelow, type IssuerMetadata, tokenEndpointOf } from '../../core/tokens/issuer-metadata.js';

/** `Metadata`: what client libraries read first; RFC 8414 section 2. */
export type Metadata = Readonly<Record<string, string | boolean | readonly string[]>>;

const withSecret = ['client_secret_basic', 'client_secret_post'];

/**
 * `issuer` stays byte for byte as configured: clients compare it with the address that they asked
 * (RFC 8414 section 3.3).
 */
export const metadataOf = ({ issuer, hasTokenEndpoint }: IssuerMetadata): Metadata => {
  return {
    issuer,
    ...(hasTokenEndpoint && {
      token_endpoint: tokenEndpointOf(issuer),
      token_endpoint_auth_methods_supported: [...withSecret, ...keyMethods],
      token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    }),
    jwks_uri: addressBelow(issuer, '/.well-known/jwks.json'),
    introspection_endpoint: addressBelow(issuer, '/oauth/introspect'),
    introspection_endpoint_auth_methods_supported: withSecret,
    revocation_endpoint: addressBelow(issuer, '/oauth/revoke'),
    revocation_endpoint_auth_methods_supported: withSecret,
    // A member without elements must be left out (section 3.2).
    ...(hasTokenEndpoint && { grant_types_supported: ['client_credentials'] }),
    // Required, also without an authorization endpoint; a registered value that asks for nothing.
    response_types_supported: ['none'],
    scopes_supported: merchantScopes,
    // There are no ID tokens. Readers of OpenID Connect Discovery demand both; some accept the tokens
    // of an issuer by the second one, so it has the algorithms of access tokens.
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: publishedAlgorithms,
    tls_client_certificate_bound_access_tokens: true,
  };
};
