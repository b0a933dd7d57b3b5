import { merchantScopes } from '../../core/accounts/account.js';
import { publishedAlgorithms } from '../../core/keys/signing-key.js';
import type { IssuerMetadata } from '../../core/tokens/issuer-metadata.js';

/** `Metadata`: what client libraries read first; RFC 8414 section 2. */
export type Metadata = Readonly<Record<string, string | boolean | readonly string[]>>;

const clientAuthentication = ['client_secret_basic', 'client_secret_post'];

/**
 * `issuer` stays byte for byte as configured: clients compare it with the address that they asked
 * (RFC 8414 section 3.3).
 */
export const metadataOf = ({ issuer, hasTokenEndpoint }: IssuerMetadata): Metadata => {
  const base = issuer.replace(/\/$/, '');
  return {
    issuer,
    ...(hasTokenEndpoint && {
      token_endpoint: `${base}/oauth/token`,
      token_endpoint_auth_methods_supported: clientAuthentication,
    }),
    jwks_uri: `${base}/.well-known/jwks.json`,
    introspection_endpoint: `${base}/oauth/introspect`,
    introspection_endpoint_auth_methods_supported: clientAuthentication,
    revocation_endpoint: `${base}/oauth/revoke`,
    revocation_endpoint_auth_methods_supported: clientAuthentication,
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
