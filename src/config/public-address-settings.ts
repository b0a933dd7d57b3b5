import { z } from 'zod';
import { contactUri, documentationUrl } from './setting-schemas.js';

/** Addresses that answers name, for people who have nothing but an answer. */
export const publicAddressSettings = {
  PORTARIA_CRL_URL: {
    schema: z
      .url({ protocol: /^https?$/, error: 'must be a URL such as http://crl.example.com/portaria.crl' })
      .optional(),
    description:
      "Address at which other systems fetch the certificate revocation list (CRL) of the gateway's own CA. Each certificate that the CA signs contains it. If unset, certificates contain no address.",
  },
  PORTARIA_DOCS_URL: {
    schema: documentationUrl.optional(),
    description:
      "Address of the published documentation, without a trailing slash. The errors of the admin API and of self-service then have the page of their code as `type`, and the hint of avista's 401 names one. Set the same value for NGINX. If unset, no response has a link.",
    example: 'https://docs.example.com',
  },
  PORTARIA_SECURITY_CONTACT: {
    schema: contactUri.optional(),
    description:
      'Where to report a vulnerability, as a URI. `GET /.well-known/security.txt` (RFC 9116) then answers with it at the listeners that merchants reach. If unset, it answers 404.',
    example: 'mailto:security@example.com',
  },
} as const;
