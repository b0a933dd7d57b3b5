import { expect, test } from 'vitest';
import { scopesOfUser } from '../../src/core/realm/user-scopes.js';

const account = ['pix:read', 'pix:write', 'balance:read'];

interface Lists {
  readonly of?: readonly string[];
  readonly user: readonly string[] | null;
  readonly login?: readonly string[];
}

test.each<[string, Lists, readonly string[]]>([
  ['no scopes of their own, at a login,', { user: null }, account],
  ['no scopes of their own, in a refresh,', { user: null, login: ['pix:write'] }, ['pix:write']],
  ['some of the account', { user: ['balance:read', 'pix:read'] }, ['pix:read', 'balance:read']],
  ['others than the login', { user: ['pix:read', 'pix:write'], login: ['pix:read', 'more'] }, ['pix:read']],
  ['one that the account lost', { of: ['pix:read'], user: ['pix:read', 'pix:write'] }, ['pix:read']],
  ['an empty list', { user: [] }, []],
])('a user with %s has what all lists have in common', (_name, { of, user, login }, scopes) => {
  const lists = { accountScopes: of ?? account, userScopes: user };
  expect(scopesOfUser(lists, login ? { scopes: login } : null)).toEqual(scopes);
});
