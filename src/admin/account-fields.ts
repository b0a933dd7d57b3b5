import { z } from 'zod';
import { operatorRoleNames } from '../core/accounts/operator-role.js';
import { pageFields } from '../http/problem-details/page.js';

const texts = z.array(z.string());

/** The body that creates an account; docs/reference/admin-api.md. The use case checks the values. */
export const newAccount = z.strictObject({
  name: z.string(),
  kind: z.enum(['merchant', 'operator']).exactOptional(),
  taxId: z.string().exactOptional(),
  role: z.enum(operatorRoleNames).exactOptional(),
  scopes: texts.exactOptional(),
  networks: texts.exactOptional(),
  taxIdOnCertificate: z.boolean().exactOptional(),
  resourceServer: z.boolean().exactOptional(),
});

/** The body that updates an account. An omitted field stays as it is. */
export const accountChanges = z.strictObject({
  name: z.string().exactOptional(),
  taxId: z.string().nullable().exactOptional(),
  role: z.enum(operatorRoleNames).exactOptional(),
  scopes: texts.exactOptional(),
  networks: texts.exactOptional(),
  taxIdOnCertificate: z.boolean().exactOptional(),
  resourceServer: z.boolean().exactOptional(),
});

export const accountQuery = z.strictObject({
  name: z.string().exactOptional(),
  status: z.enum(['active', 'suspended']).exactOptional(),
  kind: z.enum(['merchant', 'operator']).exactOptional(),
  taxId: z.string().exactOptional(),
  ...pageFields,
});
