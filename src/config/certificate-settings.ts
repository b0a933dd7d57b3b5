import { z } from 'zod';
import { integerWithDefault } from './setting-schemas.js';

/** What the gateway's own CA signs, and what is handed over with it. */
export const certificateSettings = {
  PORTARIA_CERTIFICATE_DAYS: {
    schema: integerWithDefault(1, 1825, 365),
    description:
      "Validity, in days, of certificates that the gateway's own CA signs. It never exceeds the validity of the CA.",
  },
  PORTARIA_SERVER_CA: {
    schema: z.string().min(1).optional(),
    description:
      'Path of a file in PEM with the CA of the certificate that NGINX presents, if it is a private CA. Hand-over ZIPs contain it as `server-ca.pem`, and their commands use it. The file is read for each ZIP, by the process or command that makes it. If unset, ZIPs contain no CA of the server.',
    example: '/etc/portaria/server-ca.pem',
  },
  PORTARIA_CRL_DAYS: {
    schema: integerWithDefault(1, 60, 7),
    description:
      'Validity of a certificate revocation list (CRL), in days. Sign the next list before it ends.',
  },
} as const;
