import { expect, test } from 'vitest';
import type { SnapshotRealmUser, SnapshotRefreshFamily } from '../../src/core/realm/realm-user-snapshot.js';
import {
  loginFindings,
  refreshFindings,
  type RefreshProofs,
  type UserProofs,
} from '../../src/core/realm/user-eligibility.js';
import { certificateId, nowMs, presented } from './eligible-client.js';
import { family, familyId, user, userSnapshot as snapshot } from './eligible-user.js';

const proofs: UserProofs = { source: { listener: 'tls', address: '192.0.2.7' }, certificate: null };
const position = { familyId, generation: 5 };

const atLogin = (changes: Partial<SnapshotRealmUser> | null, by: Partial<UserProofs> = {}): string[] =>
  loginFindings({ ...proofs, ...by }, { ...snapshot, user: changes && { ...user, ...changes } }).map(
    ({ reason }) => reason,
  );
const atRefresh = (
  changes: Partial<SnapshotRefreshFamily> | null,
  by: Partial<RefreshProofs> = {},
): string[] =>
  refreshFindings(
    { ...proofs, position, reuseGraceSeconds: 10, ...by },
    { ...snapshot, family: changes && { ...family, ...changes } },
  ).map(({ reason }) => reason);

test('a user with nothing wrong may log in, with a certificate or without', () => {
  expect(atLogin({})).toEqual([]);
  expect(atLogin({}, { certificate: presented })).toEqual([]);
});

test('every reason against a user is found, worst first', () => {
  expect(atLogin(null)).toEqual(['unknown_user']);
  expect(
    atLogin({
      status: 'disabled',
      accountStatus: 'suspended',
      accountKind: 'operator',
      networkAllowed: false,
    }),
  ).toEqual(['user_disabled', 'account_suspended', 'wrong_listener', 'network_not_allowed']);
});

test('users log in at the TLS listener alone', () => {
  for (const listener of ['header', 'admin'] as const)
    expect(atLogin({}, { source: { listener, address: null } })).toEqual(['wrong_listener']);
});

test('a refresh token of the present generation is good until its family ends', () => {
  expect(atRefresh({})).toEqual([]);
  expect(atRefresh({ expiresAtMs: nowMs })).toEqual(['refresh_token_expired']);
  expect(atRefresh(null)).toEqual(['refresh_token_expired']);
});

test('a family that was ended, or whose password was set since, gives nothing', () => {
  expect(atRefresh({ revoked: 'revoked' })).toEqual(['refresh_token_revoked']);
  expect(atRefresh({ samePassword: false })).toEqual(['refresh_token_revoked']);
});

test('a used refresh token gets its successor again within the grace, and only the last one does', () => {
  const used = { position: { familyId, generation: 4 } };
  expect(atRefresh({}, used)).toEqual([]);
  expect(atRefresh({ rotatedAtMs: nowMs - 10_000 }, used)).toEqual(['refresh_token_reused']);
  expect(atRefresh({}, { position: { familyId, generation: 3 } })).toEqual(['refresh_token_reused']);
});

test('a refresh token from the future means a restored database', () => {
  expect(atRefresh({}, { position: { familyId, generation: 6 } })).toEqual(['refresh_token_unknown']);
});

test('a family that began with a certificate is continued with one only', () => {
  expect(atRefresh({ certificateId })).toEqual(['certificate_required']);
  expect(atRefresh({ certificateId }, { certificate: presented })).toEqual([]);
  const inHeader = { ...presented, presentation: { way: 'header' } as const };
  expect(atRefresh({ certificateId }, { certificate: inHeader })).toEqual(['certificate_not_in_handshake']);
});
