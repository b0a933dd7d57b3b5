import { z } from 'zod';
import type { RealmUser } from '../../src/core/realm/realm-user.js';
import type { Wire } from '../openapi/wire.js';
import { id, texts, time } from './fields.js';

const realmUserShape = {
  id: z.uuid(),
  accountId: id,
  username: z.string(),
  status: z.enum(['active', 'disabled']),
  scopes: texts.nullable().meta({ description: 'Null means all scopes of the account.' }),
  createdAt: time,
  passwordSetAt: time,
};
export const realmUser = z.strictObject(realmUserShape).meta({ id: 'RealmUser' }) satisfies z.ZodType<
  Wire<RealmUser>
>;
export const realmUserWithPassword = z.strictObject({
  ...realmUserShape,
  password: z.string().optional().meta({ description: 'The generated password. It is shown once.' }),
  passwordAlreadyShown: z.literal(true).optional(),
  hint: z.string().optional(),
});
