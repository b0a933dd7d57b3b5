import type { AccountKind } from '../accounts/account.js';
import type { ExpiryPeriod } from '../shared/expiry-period.js';
import type { AccountId, ClientId, CredentialId, SecretId } from '../shared/ids.js';
import type { TimePosition } from '../shared/time-position.js';
import type { Credential } from './credential.js';

/** `Expiry`: the end of a secret, or with `secretId: null` of the credential itself. */
export interface Expiry {
  readonly secretId: SecretId | null;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
}

/** `ExpiringCredential`: a credential of which something ends. */
export interface ExpiringCredential {
  readonly id: CredentialId;
  readonly clientId: ClientId;
  readonly label: string;
  readonly accountId: AccountId;
  readonly accountKind: AccountKind;
  readonly expiring: readonly Expiry[];
}

/** Where the credential is in a list of what ends first. */
export const positionByExpiry = ({
  id,
  expiring,
}: Pick<ExpiringCredential, 'id' | 'expiring'>): TimePosition => ({
  at: new Date(Math.min(...expiring.map(({ expiresAt }) => expiresAt.getTime()))),
  id,
});

/**
 * Returns what of the credential ends in the period. A secret is left out once a newer one of the
 * credential was used: its client has changed over.
 */
export const expiriesOf = ({ expiresAt, secrets }: Credential, { from, to }: ExpiryPeriod): Expiry[] => {
  const isIn = (end: Date | null): end is Date => end !== null && from <= end && end <= to;
  const lastUses = secrets.flatMap(({ lastUsedAt }) => lastUsedAt?.getTime() ?? []);
  const lastUsedAt = lastUses.length > 0 ? new Date(Math.max(...lastUses)) : null;
  const whole = isIn(expiresAt) ? [{ secretId: null, expiresAt, lastUsedAt }] : [];
  const ofSecrets = secrets.flatMap((secret) => {
    const isReplaced = secrets.some(
      (other) => other.lastUsedAt !== null && BigInt(other.id) > BigInt(secret.id),
    );
    if (!isIn(secret.expiresAt) || isReplaced) return [];
    return [{ secretId: secret.id, expiresAt: secret.expiresAt, lastUsedAt: secret.lastUsedAt }];
  });
  return [...whole, ...ofSecrets];
};
