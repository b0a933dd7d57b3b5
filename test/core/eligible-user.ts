import type {
  RealmUserSnapshot,
  SnapshotRealmUser,
  SnapshotRefreshFamily,
} from '../../src/core/realm/realm-user-snapshot.js';
import type { LoginBinding } from '../../src/core/realm/refresh-tokens.js';
import { makeFamilyId, type RealmUserId, tokenIdFrom } from '../../src/core/shared/ids.js';
import { certificateId, nowMs, proofsUsed } from './eligible-client.js';

/** A user who may log in and refresh, for tests that take one thing away from them. */

const uuid = '0199f1de-7d4f-7abc-8def-000000000001';
export const familyId = makeFamilyId(tokenIdFrom(uuid));

export const user: SnapshotRealmUser = {
  id: uuid as RealmUserId,
  status: 'active',
  digest: 'x',
  passwordSetAtMicros: '0',
  accountId: proofsUsed.accountId,
  accountKind: 'merchant',
  accountStatus: 'active',
  accountScopes: [],
  userScopes: null,
  accountVersion: 1,
  requiredTaxId: null,
  networkAllowed: true,
  notBeforeMs: null,
};

export const family: SnapshotRefreshFamily = {
  id: familyId,
  generation: 5,
  scopes: [],
  rotatedAtMs: nowMs - 1000,
  expiresAtMs: nowMs + 1,
  revoked: null,
  certificateId: null,
  passwordSetAtMicros: '0',
  samePassword: true,
};

/** What the login fixed that began `family`. */
export const loginBinding: LoginBinding = {
  userId: user.id,
  accountId: user.accountId,
  certificateId: family.certificateId,
  scopes: family.scopes,
  passwordSetAtMicros: family.passwordSetAtMicros,
};

export const userSnapshot: RealmUserSnapshot = {
  nowMs,
  user,
  family,
  certificate: { id: certificateId, revoked: false, linked: true },
};
