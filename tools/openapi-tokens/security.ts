import { serverAt } from '../openapi/information.js';

/** How clients authenticate. What is in a body is described there: OpenAPI has no scheme for it. */
export const securitySchemes = {
  certificate: {
    type: 'mutualTLS',
    description:
      'The client certificate, proven in the TLS handshake. Tokens are bound to it (RFC 8705). With `client_id` alone in the ' +
      'body it is the method `tls_client_auth`.',
  },
  certificateHeader: {
    type: 'apiKey',
    in: 'header',
    name: 'X-SSL-Client-Cert',
    description:
      'The PEM of the client certificate, percent-encoded (RFC 3986), at the header listener only, and only for credentials ' +
      'that are allowed it. Tokens are bound to none.',
  },
  clientBasic: {
    type: 'http',
    scheme: 'basic',
    description: '`client_secret_basic`: client id and client secret (RFC 6749 section 2.3.1).',
  },
} as const;

/** The client id and the proof are in the body, with the certificate beside them. */
export const inBody = [{ certificate: [] }, { certificateHeader: [] }];
/** The same, or HTTP Basic; a credential may need no certificate. */
export const inBodyOrBasic = [...inBody, { certificate: [], clientBasic: [] }, { clientBasic: [] }, {}];

/** Where clients that send their certificate in a header get tokens as well. */
export const listenersForClients = [serverAt('tls'), serverAt('header')];
/** Where operators do too. */
export const allListeners = [...listenersForClients, serverAt('admin')];
