import type { Tag } from '../openapi/operation.js';
import { accounts } from './accounts.js';
import { approvals } from './approvals.js';
import { audit } from './audit.js';
import { cas } from './cas.js';
import { certificates } from './certificates.js';
import { credentials } from './credentials.js';
import { keys } from './keys.js';
import { notices } from './notices.js';
import { operators } from './operators.js';
import { overviewAndSearch } from './overview.js';
import { protectedApis } from './protected-apis.js';
import { realmUsers } from './realm-users.js';
import { tokenRequests } from './token-requests.js';

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
    name: 'CAs',
    description: "The gateway's own certificate authorities, and the client CAs that NGINX accepts.",
    operations: cas,
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
    name: 'protected APIs',
    description: 'The APIs behind the gateway, and what a request to them needs.',
    operations: protectedApis,
  },
  {
    name: 'approvals',
    description: 'Changes that a second operator approves (`PORTARIA_APPROVAL`).',
    operations: approvals,
  },
  {
    name: 'token requests',
    description: 'Rejected token requests, how many there were over time, and the revocation of tokens.',
    operations: tokenRequests,
  },
  { name: 'audit', description: 'The audit trail.', operations: audit },
  {
    name: 'overview',
    description: 'The state of the gateway, and the search.',
    operations: overviewAndSearch,
  },
];
