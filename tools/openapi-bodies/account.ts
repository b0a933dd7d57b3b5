import { z } from 'zod';
import type { Account } from '../../src/core/accounts/account.js';
import type { Wire } from '../openapi/wire.js';
import { id, texts, time } from './fields.js';

const accountShape = {
  id,
  name: z.string(),
  taxId: z.string().nullable().meta({ description: 'CNPJ, 14 characters.' }),
  kind: z.enum(['merchant', 'operator']),
  status: z.enum(['active', 'suspended']),
  scopes: texts,
  networks: texts.meta({ description: 'CIDR blocks that requests must come from. Empty means any address.' }),
  taxIdOnCertificate: z
    .boolean()
    .meta({ description: 'Whether the CNPJ in its certificates must equal `taxId`.' }),
  resourceServer: z.boolean().meta({ description: 'Whether it may introspect the tokens of every account.' }),
  version: z.int().positive().meta({ description: 'Rises with every change. It is also the ETag.' }),
  createdAt: time,
};

/** An account, as every route answers it. */
export const account = z.strictObject(accountShape).meta({ id: 'Account' }) satisfies z.ZodType<
  Wire<Account>
>;
