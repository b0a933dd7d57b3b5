/**
 * "May this user, now?": for the contract realm what core/tokens/eligibility.ts is for clients. Pure.
 *
 * SQL cannot call these functions, so `record_user_issuance` repeats a part of them.
 * test/storage/user-eligibility.property.test.ts compares both on generated states.
 */
import type { PresentedCertificate } from '../certificates/certificate.js';
import { certificateFindings } from '../tokens/certificate-eligibility.js';
import { accountStatusFindings, networkFindings } from '../tokens/eligibility.js';
import { type Finding, findingIf } from '../tokens/finding.js';
import type { RequestSource } from '../tokens/token-request.js';
import { familyFindings } from './family-eligibility.js';
import type { RealmUserSnapshot, SnapshotRealmUser } from './realm-user-snapshot.js';
import type { RefreshTokenPosition } from './refresh-tokens.js';

/** What a user presents to get a token, apart from the password. */
export interface UserProofs {
  readonly source: Pick<RequestSource, 'listener' | 'address'>;
  readonly certificate: PresentedCertificate | null;
}

/** The place of the refresh token that was presented, and how long a used one gets its successor. */
export interface RefreshProofs extends UserProofs {
  readonly position: RefreshTokenPosition;
  readonly reuseGraceSeconds: number;
}

/** Returns every reason against a login, apart from its password, worst first. */
export const loginFindings = (proofs: UserProofs, snapshot: RealmUserSnapshot): Finding[] => [
  ...userFindings(proofs, snapshot.user),
  ...certificateFindings(proofs.certificate, 'none', asClient(snapshot)),
];

/** Returns every reason against a refresh, worst first. */
export const refreshFindings = (proofs: RefreshProofs, snapshot: RealmUserSnapshot): Finding[] => {
  const { user, family, nowMs } = snapshot;
  const { position, reuseGraceSeconds } = proofs;
  // A login that presented a certificate is continued with one only.
  const policy = family !== null && family.certificateId !== null ? 'tls' : 'none';
  return [
    ...familyFindings(position, family, { nowMs, reuseGraceSeconds }),
    ...(user ? userFindings(proofs, user) : []),
    ...certificateFindings(proofs.certificate, policy, asClient(snapshot)),
  ];
};

const userFindings = ({ source }: UserProofs, user: SnapshotRealmUser | null): Finding[] =>
  user
    ? [
        ...findingIf(user.status !== 'active', 'user_disabled', () => `user ${user.id} is disabled`),
        ...accountStatusFindings(user),
        ...listenerFindings(user, source),
        ...networkFindings(user, source.address),
      ]
    : [{ reason: 'unknown_user', detail: 'there is no user with this name' }];

/** A password alone must never be worth as much as an operator's certificate and secret. */
const listenerFindings = (
  { accountKind }: SnapshotRealmUser,
  { listener }: UserProofs['source'],
): Finding[] =>
  findingIf(
    listener !== 'tls' || accountKind === 'operator',
    'wrong_listener',
    () => `user of a ${accountKind} account at the ${listener} listener`,
  );

/** The certificate is checked as any client's. */
const asClient = ({ nowMs, user, certificate }: RealmUserSnapshot) => ({ nowMs, client: user, certificate });
