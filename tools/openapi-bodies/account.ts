import { z } from 'zod';
import type { Account } from '../../src/core/accounts/account.js';
import {
  type AccountWithRole,
  operatorRoleNames,
  shownRoles,
} from '../../src/core/accounts/operator-role.js';
import { operatorScopes } from '../../src/core/accounts/operator-scope.js';
import type { ListedRole } from '../../src/management/accounts/list-roles.js';
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

/** An account, as the admin API answers it. */
export const account = z
  .strictObject({
    ...accountShape,
    role: z.enum(shownRoles).nullable().meta({
      description:
        'The role whose scopes allow the same. `custom`: there is no such role. `null`: the account is of a merchant.',
    }),
  })
  .meta({ id: 'Account' }) satisfies z.ZodType<Wire<AccountWithRole>>;

const scopes = z.array(z.enum(operatorScopes));

/** A role of operators. */
export const role = z
  .strictObject({
    role: z.enum(operatorRoleNames),
    scopes: scopes.meta({ description: 'What an account with this role has.' }),
    allows: scopes.meta({
      description: 'Everything that these scopes allow. `admin:write` includes others.',
    }),
    purpose: z.string().meta({ description: 'What people with this role do.' }),
  })
  .meta({ id: 'Role' }) satisfies z.ZodType<Wire<ListedRole>>;

/** An account, as self-service answers it. */
export const ownAccount = z.strictObject(accountShape).meta({ id: 'OwnAccount' }) satisfies z.ZodType<
  Wire<Account>
>;
