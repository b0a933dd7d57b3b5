import type { Tag } from '../openapi/operation.js';
import { accounts } from './accounts.js';
import { authorities } from './authorities.js';
import { certificates } from './certificates.js';
import { credentials } from './credentials.js';
import { keys } from './keys.js';
import { notices } from './notices.js';
import { operators } from './operators.js';
import { realmUsers } from './realm-users.js';
import { records } from './records.js';

/** The admin API, by tag. */
export const adminOperations: readonly Tag[] = [
  { name: 'accounts', description: 'Merchants and operators.', operations: { ...accounts, ...operators } },
  {
    name: 'credentials',
    description: 'Client ids, their secrets, and the contracts that they may use.',
    operations: credentials,
  },
  { name: 'certificates', description: 'Client certificates, linked to accounts.', operations: certificates },
  {
    name: 'authorities',
    description: "The gateway's own certificate authorities, and the client CAs that NGINX accepts.",
    operations: authorities,
  },
  { name: 'keys', description: 'Signing keys and peppers, without their secret material.', operations: keys },
  {
    name: 'realm users',
    description: 'Users who log in with a password (contract `realm`).',
    operations: realmUsers,
  },
  {
    name: 'notices',
    description: 'Who is told of certificates and secrets that soon end, and what became of it.',
    operations: notices,
  },
  {
    name: 'records',
    description: 'Rejected token requests, the audit trail, and issued tokens.',
    operations: records,
  },
];
