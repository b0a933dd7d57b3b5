import { z } from 'zod';
import type { ClientCa } from '../../src/core/client-cas/client-ca.js';
import type { AffectedCertificate } from '../../src/management/client-cas/affected-certificates.js';
import type { Wire } from '../openapi/wire.js';
import { accountNames, fingerprint, id, texts, time } from './fields.js';

const clientCaShape = {
  fingerprint,
  subject: z.string(),
  issuer: z.string(),
  keyType: z.string(),
  notBefore: time,
  notAfter: time,
  addedAt: time,
  pem: z.string(),
};
export const clientCa = z.strictObject(clientCaShape).meta({ id: 'ClientCa' }) satisfies z.ZodType<
  Wire<ClientCa>
>;
const affectedCertificates = z.array(
  z.strictObject({
    fingerprint,
    subject: z.string(),
    issuer: z.string(),
    accounts: z.array(id),
    certain: z.boolean().meta({ description: 'False if NGINX may still accept it through another issuer.' }),
  }) satisfies z.ZodType<Wire<AffectedCertificate>>,
);
export const checkedClientCa = z.strictObject({ ...clientCaShape, affectedCertificates, accountNames });
export const removedClientCa = z.strictObject({ removed: clientCa, affectedCertificates });
export const addedClientCas = z.strictObject({
  items: z.array(z.strictObject({ clientCa, already: z.boolean(), notes: texts })),
});

export const ca = z
  .object({
    fingerprint,
    subject: z.string(),
    keyType: z.string(),
    notBefore: time,
    notAfter: time,
    createdAt: time,
    retiredAt: time.nullable(),
    pem: z.string(),
    chain: z.string(),
    signs: z.boolean().meta({ description: 'Whether it signs new certificates. Exactly one CA does.' }),
  })
  .meta({ id: 'CertificateAuthority' });
