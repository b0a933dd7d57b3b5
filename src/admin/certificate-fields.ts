import { z } from 'zod';
import { Secret } from '../core/credentials/secret.js';
import { pageFields } from '../http/problem-details/page.js';
import type { Inspection } from '../management/certificates/inspect-certificate.js';
import { expiringDays } from './expiring-days.js';

export const newLink = z.strictObject({ pem: z.string(), shared: z.boolean().exactOptional() });

export const signingInput = z.strictObject({ csr: z.string(), days: z.number().exactOptional() });

export const handOverZipInput = z.strictObject({
  csr: z.string().exactOptional(),
  keyType: z.string().exactOptional(),
  password: z
    .string()
    .transform((text) => new Secret(text))
    .exactOptional(),
  days: z.number().exactOptional(),
});

/** The body that revokes a certificate; the use case knows the reasons. */
export const revocationInput = z.strictObject({ reason: z.string().exactOptional() });

export const certificateQuery = z.strictObject({
  expiringWithinDays: expiringDays.exactOptional(),
  ...pageFields,
});

/** Presents the content of a certificate and the findings about it. */
export const toInspectionBody = ({ info, daysLeft, problems, notes }: Inspection): object => {
  const { key, ...rest } = info;
  return { ...rest, keyType: key.name, daysLeft, problems, notes };
};
