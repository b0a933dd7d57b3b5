import type { Finding } from '../tokens/finding.js';
import type { SnapshotRefreshFamily } from './realm-user-snapshot.js';
import type { RefreshTokenPosition } from './refresh-tokens.js';
import type { RefreshTokenSettings } from './user-issuance-recorder.js';

type Moment = Pick<RefreshTokenSettings, 'reuseGraceSeconds'> & {
  /** The database's time in milliseconds since 1970. */
  readonly nowMs: number;
};

/** Returns every reason against a refresh token that the gateway made, worst first. Pure. */
export const familyFindings = (
  position: RefreshTokenPosition,
  family: SnapshotRefreshFamily | null,
  moment: Moment,
): Finding[] => {
  const name = `refresh family ${position.familyId}`;
  if (!family)
    return [{ reason: 'refresh_token_expired', detail: `${name} ended, and its record was deleted` }];
  if (family.revoked !== null)
    return [{ reason: 'refresh_token_revoked', detail: `${name} was ended: ${family.revoked}` }];
  if (!family.samePassword)
    return [{ reason: 'refresh_token_revoked', detail: `${name}: the password was set since` }];
  if (moment.nowMs >= family.expiresAtMs) {
    const when = new Date(family.expiresAtMs).toISOString();
    return [{ reason: 'refresh_token_expired', detail: `${name} ended on ${when}` }];
  }
  return generationFindings(position, family, moment);
};

const generationFindings = (
  { generation }: RefreshTokenPosition,
  family: SnapshotRefreshFamily,
  moment: Moment,
): Finding[] => {
  const position = `generation ${String(generation)} of ${String(family.generation)}, refresh family ${family.id}`;
  // The token's MAC is right, so the database is older than the token.
  if (generation > family.generation)
    return [
      { reason: 'refresh_token_unknown', detail: `${position}: was the database restored from a copy?` },
    ];
  return generation === family.generation || isLostResponse(generation, family, moment)
    ? []
    : [{ reason: 'refresh_token_reused', detail: `${position}: it was used before` }];
};

/**
 * An answer may get lost: within the grace the same successor is given again, while it is unused.
 */
const isLostResponse = (
  generation: number,
  family: SnapshotRefreshFamily,
  { nowMs, reuseGraceSeconds }: Moment,
): boolean => generation + 1 === family.generation && family.rotatedAtMs > nowMs - reuseGraceSeconds * 1000;
