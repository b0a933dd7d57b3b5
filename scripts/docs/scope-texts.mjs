// The English texts of scope-pages.mjs.
import { rolePurposes } from '../../dist/src/core/accounts/role-purposes.js';
import { prose } from './markdown.mjs';

export const scopeTexts = {
  title: 'Scopes and roles of operators',
  intro: prose(
    'This page is for operators. It says which roles an operator can have, and which scope each route of the ' +
      '[admin API](admin-api.md) needs.',
  ),
  rolesTitle: 'Roles',
  rolesIntro: prose(
    'A role is a name for a set of scopes. Only the scopes are stored, so the role of an operator is the one whose scopes ' +
      'allow the same. Give a role with `portaria operator create --role` and `portaria operator set-role`, or with `role` in the ' +
      'admin API. `GET /roles` lists the roles.',
  ),
  roleHead: ['role', 'scopes', 'for people who'],
  roles: rolePurposes.en,
  roleRules: [
    'The last administrator stays. A change after which no operator could get a token with `admin:write` gets 422.',
    'Without `admin:write`, every change of an operator gets 403. That includes what belongs to the operator: credentials, secrets, keys, certificates and tokens.',
    'Only with `admin:write` can you give the scopes of this page to an account, also to that of a merchant.',
    'A resource server may introspect the tokens of all merchants. To make an account one, or to change one and what ' +
      'belongs to it, you need `access:write` as well.',
  ],
  scopesTitle: 'Scopes',
  scopeHead: ['scope', 'allows you to'],
  scopes: {
    'admin:read': 'read everything except the audit trail',
    'audit:read': 'read and verify the audit trail',
    'accounts:write':
      'create and update merchants, with their credentials, secrets, keys, users and certificates',
    'access:write':
      'suspend and reactivate merchants; revoke credentials, secrets, certificates and tokens; disable users',
    'keys:write': 'rotate and revoke signing keys',
    'client-cas:write': 'accept and remove client CAs',
    'admin:write': 'do what the four scopes before it allow, and change operators',
  },
  scopeRules: [
    'The token, the credential and the account must each have the scope.',
    '`admin:write` includes the other `:write` scopes, but neither `admin:read` nor `audit:read`.',
    'A token request names scopes as the account has them. To request `accounts:write` alone, give the account that scope too.',
    'An update with `accounts:write` can also end tokens: those of a merchant whose scopes or networks become fewer.',
    'Approving and rejecting also need the scope of the change: see [Approve changes by a second operator](../how-to/operator/approve-changes.md).',
  ],
  routesTitle: 'Routes',
  routesIntro: prose('Every path begins with `/api/admin`. `any` stands for one of the scopes above.'),
  routeHead: ['route', 'scope'],
  tags: {
    accounts: 'Accounts and operators',
    credentials: 'Credentials',
    certificates: 'Certificates',
    CAs: 'CAs and client CAs',
    keys: 'Keys',
    'realm users': 'Users with a password',
    notices: 'Notices',
    'protected APIs': 'Protected APIs',
    approvals: 'Approvals',
    'token requests': 'Token requests and tokens',
    audit: 'Audit trail',
    overview: 'Overview and search',
  },
};
