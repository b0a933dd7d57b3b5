import type { Schemas } from '../../api/client.js';
import type { Preview } from '../../parts/change.js';

type SigningKey = Schemas['SigningKey'];

/** A signing key as a change would leave it; `isNew`: the change would create it. */
export interface PlannedKey extends SigningKey {
  readonly isNew: boolean;
}

const target = 'signing keys';

/** Returns the keys that a change would leave, with the times that the dry run answered. */
export const plannedKeys = (
  keys: readonly SigningKey[],
  { after }: Preview,
  use: SigningKey['use'],
): readonly PlannedKey[] => {
  const changes = (after as Record<string, Record<string, Partial<SigningKey>>> | null)?.[target] ?? {};
  const kept = keys.map((key) => ({ ...key, ...changes[key.kid], isNew: false }));
  const known = new Set(keys.map(({ kid }) => kid));
  const created = Object.entries(changes)
    .filter(([kid]) => !known.has(kid))
    .map(([kid, change]) => ({ ...newKey(kid, use), ...change, isNew: true }));
  return [...kept, ...created];
};

const newKey = (kid: string, use: SigningKey['use']): SigningKey => ({
  kid,
  use,
  algorithm: 'HS256',
  state: 'next',
  createdAt: new Date().toISOString(),
  activatesAt: new Date().toISOString(),
  retiresAt: null,
  revokedAt: null,
});
