import { z } from 'zod';
import { account } from './account.js';
import { certificateLink, handOverZip, signedCertificate } from './certificate.js';
import { credentialWithSecret } from './credential.js';

/** An operator: the answers of the three routes that make their parts. */
export const createdOperator = z
  .strictObject({
    account,
    ...credentialWithSecret.shape,
    certificate: z
      .union([handOverZip, signedCertificate, certificateLink])
      .meta({ description: 'Depends on whether you sent `bundle`, `csr` or `pem`.' }),
  })
  .meta({ id: 'Operator' });
