import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import { information, serverAt } from '../openapi/information.js';
import { avista } from './avista.js';
import { toOperation } from './endpoint.js';
import { oauth } from './oauth.js';
import { pix } from './pix.js';
import { realm } from './realm.js';
import { securitySchemes } from './security.js';
import { serviceToken } from './service-token.js';

const tags = [
  { name: 'avista', description: 'The main contract: JSON and mutual TLS.' },
  { name: 'pix', description: 'The OAuth 2.0 token endpoint.' },
  { name: 'oauth', description: 'The OAuth 2.0 endpoints around it.' },
  { name: 'realm', description: 'Users with a password.' },
  { name: 'service-token', description: 'A contract for older programs.' },
];

const paths: ZodOpenApiPathsObject = Object.fromEntries(
  [...avista, ...pix, ...oauth, ...realm, ...serviceToken].map((endpoint) => [
    endpoint.path,
    { [endpoint.method]: toOperation(endpoint) },
  ]),
);

/** Builds the OpenAPI document of the token endpoints. */
export const tokensDocument = (): object =>
  createDocument({
    openapi: '3.1.1',
    info: information(
      'Portaria tokens',
      'How clients get tokens with each of the four contracts, and the endpoints around that: introspection, revocation, metadata and ' +
        'keys, and what a client presented. Health probes are not here: only the application’s own port has them.',
    ),
    servers: [serverAt('tls')],
    tags,
    paths,
    components: { securitySchemes },
  });
