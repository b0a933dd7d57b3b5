import { expect, test } from 'vitest';
import {
  operatorRoleNames,
  operatorRoles,
  roleOf,
  rolesWith,
  scopesAllowedBy,
  shownRoleOf,
} from '../../src/core/accounts/operator-role.js';
import { allowsScope, operatorScopes } from '../../src/core/accounts/operator-scope.js';

test('admin:write includes the scopes of single kinds of change, and nothing that only reads', () => {
  const included = operatorScopes.filter((scope) => allowsScope(['admin:write'], scope));
  expect(included).toEqual([
    'accounts:write',
    'access:write',
    'keys:write',
    'client-cas:write',
    'admin:write',
  ]);
});

test('no other scope includes another', () => {
  for (const scope of operatorScopes.filter((one) => one !== 'admin:write'))
    expect(operatorScopes.filter((needed) => allowsScope([scope], needed))).toEqual([scope]);
});

test('only the administrator has admin:write', () => {
  expect(rolesWith('admin:write')).toEqual(['administrator']);
  expect(rolesWith('accounts:write')).toEqual(['onboarding', 'administrator']);
  expect(rolesWith('access:write')).toEqual(['security', 'administrator']);
  expect(rolesWith('keys:write')).toEqual(['security', 'administrator']);
  expect(rolesWith('client-cas:write')).toEqual(['security', 'administrator']);
  expect(rolesWith('audit:read')).toEqual(['security', 'auditor', 'administrator']);
  expect(rolesWith('admin:read')).toEqual(operatorRoleNames);
});

test('the role of scopes is the one that allows the same, whatever their order', () => {
  for (const role of operatorRoleNames) expect(roleOf([...operatorRoles[role]].reverse())).toBe(role);
  expect(roleOf([...operatorScopes])).toBe('administrator');
  expect(roleOf(['admin:read', 'pix:read'])).toBe('support');
});

test('scopes that no role has are no role', () => {
  expect(roleOf([])).toBeNull();
  expect(roleOf(['admin:write'])).toBeNull();
  expect(roleOf(['admin:read', 'accounts:write', 'audit:read'])).toBeNull();
});

test('an operator has a role or a custom one, and a merchant has none, whatever its scopes', () => {
  const shown = (kind: 'merchant' | 'operator', scopes: readonly string[]) => shownRoleOf({ kind, scopes });
  expect(shown('operator', ['admin:read'])).toBe('support');
  expect(shown('operator', ['admin:write'])).toBe('custom');
  expect(shown('operator', [])).toBe('custom');
  expect(shown('merchant', ['admin:read'])).toBeNull();
});

test('a role allows its scopes and what they include', () => {
  expect(scopesAllowedBy(operatorRoles.support)).toEqual(['admin:read']);
  expect(scopesAllowedBy(operatorRoles.administrator)).toEqual(operatorScopes);
});
