import {
  certificateQuery,
  handOverZipInput,
  newLink,
  revocationInput,
  signingInput,
} from '../../src/admin/certificate-fields.js';
import type { Operations } from '../openapi/operation.js';
import { created, etag, ok, page, pageQuery } from '../openapi/success.js';
import {
  certificateLink,
  handOverZip,
  linkedCertificate,
  listedCertificate,
  revokedCertificate,
  signedCertificate,
  storedInspection,
  unlinked,
} from '../openapi-bodies/certificate.js';
import { accountNames } from '../openapi-bodies/fields.js';

/** Operations of the admin API. */
export const certificates: Operations = {
  'POST /accounts/{account}/certificates': {
    id: 'linkCertificate',
    summary: 'Link a certificate',
    body: newLink,
    example: { pem: '-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n' },
    success: created('The certificate, with notes about it.', certificateLink, etag),
  },
  'GET /accounts/{account}/certificates': {
    id: 'listLinkedCertificates',
    summary: "List an account's certificates",
    query: pageQuery,
    success: page('Linked certificates, in the order of their ids.', linkedCertificate),
  },
  'DELETE /accounts/{account}/certificates/{fingerprint}': {
    id: 'unlinkCertificate',
    summary: 'Unlink a certificate',
    description: 'The account gets no more tokens with it, and the tokens that it got with it are revoked.',
    success: ok('What was unlinked.', unlinked, etag),
  },
  'POST /accounts/{account}/certificates/sign': {
    id: 'signCertificate',
    summary: 'Sign a certificate request',
    description: "The gateway's own certificate authority signs it, and the certificate is linked.",
    body: signingInput,
    example: { csr: '-----BEGIN CERTIFICATE REQUEST-----\n...\n-----END CERTIFICATE REQUEST-----\n' },
    success: created('The certificate, with its chain.', signedCertificate, etag),
  },
  'POST /accounts/{account}/certificates/bundle': {
    id: 'makeHandOverZip',
    summary: 'Create a hand-over ZIP',
    description:
      'The ZIP has the certificate, its chain, a README, and `client.p12` unless you send a `csr`. A generated key is shown only in this response.',
    body: handOverZipInput,
    example: { keyType: 'rsa-3072' },
    success: created('The ZIP in base64, and the password of `client.p12`.', handOverZip, etag),
  },
  'GET /certificates': {
    id: 'listCertificates',
    summary: 'List certificates',
    query: certificateQuery,
    success: page('Certificates, in the order of their ids.', listedCertificate, { accountNames }),
  },
  'GET /certificates/{fingerprint}': {
    id: 'showCertificate',
    summary: 'Show a certificate',
    success: ok('The certificate, and the accounts that it is linked to.', storedInspection),
  },
  'POST /certificates/{fingerprint}/revoke': {
    id: 'revokeCertificate',
    summary: 'Revoke a certificate',
    description: 'For every account, permanently. The tokens that clients got with it are revoked.',
    body: revocationInput,
    example: { reason: 'keyCompromise' },
    success: ok('The certificate, and the accounts that it was linked to.', revokedCertificate),
  },
};
