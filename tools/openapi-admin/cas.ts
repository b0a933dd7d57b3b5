import { z } from 'zod';
import { crlQuery } from '../../src/admin/cas.controller.js';
import { newClientCas } from '../../src/admin/client-cas.controller.js';
import { noInput } from '../../src/http/problem-details/no-input.js';
import { forceQuery } from '../../src/http/problem-details/secret-fields.js';
import type { Operations } from '../openapi/operation.js';
import { created, ok, page } from '../openapi/success.js';
import { addedClientCas, ca, checkedClientCa, clientCa, removedClientCa } from '../openapi-bodies/ca.js';

/** Operations of the admin API. */
export const cas: Operations = {
  'GET /cas': {
    id: 'listCas',
    summary: "List the gateway's own certificate authorities",
    query: noInput,
    success: page('All of them, oldest first.', ca),
  },
  'GET /cas/{fingerprint}/crl': {
    id: 'getCrl',
    summary: 'Get a certificate revocation list',
    query: crlQuery,
    success: ok('The list (RFC 5280), in DER.', z.string(), { mediaType: 'application/pkix-crl' }),
  },
  'GET /client-cas': {
    id: 'listClientCas',
    summary: 'List the client CAs',
    query: noInput,
    success: page('All of them, oldest first.', clientCa),
  },
  'POST /client-cas': {
    id: 'addClientCas',
    summary: 'Add client CAs',
    description: 'NGINX accepts their client certificates after `portaria client-ca write` and a reload.',
    body: newClientCas,
    example: { pem: '-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n' },
    success: created('What was added.', addedClientCas),
  },
  'GET /client-cas/{fingerprint}': {
    id: 'showClientCa',
    summary: 'Show a client CA',
    success: ok('The client CA, and the linked certificates that its removal would affect.', checkedClientCa),
  },
  'DELETE /client-cas/{fingerprint}': {
    id: 'removeClientCa',
    summary: 'Remove a client CA',
    description: 'If linked certificates depend on the CA, it is removed only with `force`.',
    query: forceQuery,
    success: ok('The client CA, and the certificates that NGINX no longer accepts.', removedClientCa),
  },
};
