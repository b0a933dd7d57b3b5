import { z } from 'zod';
import { newRealmPassword, newRealmUser, realmUserChanges } from '../../src/admin/realm-user-fields.js';
import { noInput } from '../../src/http/problem-details/no-input.js';
import { namedPageFields } from '../../src/http/problem-details/page.js';
import type { Operations } from '../openapi/operation.js';
import { created, etag, ok, page } from '../openapi/success.js';
import { realmUser, realmUserWithPassword } from '../openapi-bodies/realm-user.js';

/** Operations of the admin API. */
export const realmUsers: Operations = {
  'POST /accounts/{account}/realm-users': {
    id: 'createRealmUser',
    summary: 'Create a user',
    description: 'Without `password` one is generated. It is shown only in this response.',
    body: newRealmUser,
    example: { username: 'ana@loja.example' },
    success: created('The user, with a generated password.', realmUserWithPassword, etag),
  },
  'GET /accounts/{account}/realm-users': {
    id: 'listRealmUsers',
    summary: "List an account's users",
    query: z.strictObject(namedPageFields),
    success: page('Users, in the order of their names.', realmUser),
  },
  'PATCH /realm-users/{username}': {
    id: 'updateRealmUser',
    summary: "Change a user's scopes",
    body: realmUserChanges,
    example: { scopes: ['pix:read'] },
    success: ok('The user.', realmUser, etag),
  },
  'POST /realm-users/{username}/password': {
    id: 'setRealmUserPassword',
    summary: "Replace a user's password",
    body: newRealmPassword,
    success: ok('The user, with a generated password.', realmUserWithPassword, etag),
  },
  'POST /realm-users/{username}/disable': {
    id: 'disableRealmUser',
    summary: 'Disable a user',
    description: "The user's tokens end.",
    body: noInput,
    success: ok('The user.', realmUser, etag),
  },
  'POST /realm-users/{username}/enable': {
    id: 'enableRealmUser',
    summary: 'Enable a user',
    body: noInput,
    success: ok('The user.', realmUser, etag),
  },
};
