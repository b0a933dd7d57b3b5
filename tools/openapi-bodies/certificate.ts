import { z } from 'zod';
import { revocationReasons } from '../../src/core/ca/certificate-authority.js';
import type { CertificateInfo } from '../../src/core/certificates/certificate.js';
import type {
  LinkedCertificate,
  ListedCertificate,
} from '../../src/core/certificates/certificate-repository.js';
import type { Wire } from '../openapi/wire.js';
import { accountNames, daysLeft, fingerprint, id, texts, time } from './fields.js';

const certificateShape = {
  id,
  fingerprint,
  subject: z.string(),
  issuer: z.string(),
  serialNumber: z.string(),
  keyType: z.string(),
  notBefore: time,
  notAfter: time,
  taxId: z.string().nullable(),
  revokedAt: time.nullable(),
  revokedReason: z.enum(revocationReasons).nullable(),
};

export const linkedCertificateShape = {
  ...certificateShape,
  accountId: id,
  linkedAt: time,
  lastUsedAt: time.nullable(),
};
/** A certificate with its link to an account. */
export const linkedCertificate = z
  .object(linkedCertificateShape)
  .meta({ id: 'LinkedCertificate' }) satisfies z.ZodType<Wire<LinkedCertificate>>;

/** A stored certificate with the accounts that have it. */
export const listedCertificate = z
  .object({ ...certificateShape, linkedTo: z.array(id), daysLeft })
  .meta({ id: 'ListedCertificate' }) satisfies z.ZodType<Wire<ListedCertificate>>;

/** What is read from a certificate: `Inspection` as `toInspectionBody` presents it. */
export const inspectionShape = {
  fingerprint,
  subject: z.string(),
  issuer: z.string(),
  serialNumber: z.string(),
  keyType: z.string().meta({ examples: ['RSA-2048'] }),
  notBefore: time,
  notAfter: time,
  extendedKeyUsage: texts.nullable(),
  isCa: z.boolean(),
  taxId: z.string().nullable(),
  daysLeft,
  problems: texts.meta({ description: 'Why it cannot be linked. Empty if it can.' }),
  notes: texts,
} satisfies Record<
  Exclude<keyof CertificateInfo, 'key'> | 'keyType' | 'daysLeft' | 'problems' | 'notes',
  z.ZodType
>;

export const storedInspection = z
  .object({ ...inspectionShape, linkedTo: z.array(id), accountNames, revokedAt: time.nullable() })
  .meta({ id: 'StoredCertificate' });
export const certificateLink = z
  .object({
    ...inspectionShape,
    accountId: id,
    trusted: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether a client CA signed it. Null if that is unknown.' }),
    sharedWith: z.array(id),
  })
  .meta({ id: 'CertificateLink' });
export const unlinked = z.strictObject({ accountId: id, fingerprint, linked: z.literal(false) });
export const signedCertificate = z
  .object({ ...inspectionShape, accountId: id, pem: z.string(), chain: z.string() })
  .meta({ id: 'SignedCertificate' });
export const revokedCertificate = z.strictObject({
  fingerprint,
  reason: z.enum(revocationReasons),
  accounts: z.array(id),
});
export const handOverZip = z.strictObject({
  ...inspectionShape,
  accountId: id,
  zip: z.base64().optional(),
  password: z.string().optional().meta({ description: 'The password of client.p12. It is shown once.' }),
  zipAlreadyShown: z.literal(true).optional(),
  hint: z.string().optional(),
});
