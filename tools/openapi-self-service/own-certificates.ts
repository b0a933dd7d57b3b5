import { noInput } from '../../src/http/problem-details/no-input.js';
import { newOwnCertificate } from '../../src/self-service/own-certificates.controller.js';
import type { Operations } from '../openapi/operation.js';
import { created, etag, ok, page, pageQuery } from '../openapi/success.js';
import { addedOwnCertificate, ownCertificate, unlinkedOwn } from '../openapi-bodies/own-certificate.js';

/** Operations of self-service. */
export const ownCertificates: Operations = {
  'GET /certificates': {
    id: 'listOwnCertificates',
    summary: 'List your certificates',
    query: pageQuery,
    success: page('Certificates, in the order of their ids.', ownCertificate),
  },
  'POST /certificates': {
    id: 'renewCertificate',
    summary: 'Add a certificate to the account',
    description:
      'Send either a signing request in `csr`, which the gateway signs, or a certificate of the same owner in `pem`. Both ' +
      'certificates are valid from now on.',
    body: newOwnCertificate,
    example: { csr: '-----BEGIN CERTIFICATE REQUEST-----\n...\n-----END CERTIFICATE REQUEST-----\n' },
    success: created('The certificate, and what to do next.', addedOwnCertificate, etag),
  },
  'DELETE /certificates/{fingerprint}': {
    id: 'unlinkOwnCertificate',
    summary: 'Unlink a certificate',
    description:
      'You cannot unlink the presented certificate. Connect with the new certificate, and a token obtained with it.',
    query: noInput,
    success: ok('What was unlinked.', unlinkedOwn, etag),
  },
};
