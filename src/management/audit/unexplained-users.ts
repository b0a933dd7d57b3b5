import type { StoredRealmUser } from '../../core/audit/current-state.js';
import { memberOf } from '../../core/audit/images.js';
import type { RecordedStates } from './recorded-states.js';
import type { Unexplained } from './unexplained-permissions.js';

const fields = ['id', 'account', 'status', 'scopes', 'passwordSetAt'];

/**
 * Compares a user of the realm with the trail. A user is younger than every trail, so that one
 * without an event was planted.
 */
export const unexplainedUser = (
  { target, state }: StoredRealmUser,
  recorded: RecordedStates,
): Unexplained[] => {
  const known = recorded.stateOf(target);
  if (known === null) return [{ target, what: 'the user', recorded: null, found: valueOf(state, 'status') }];
  return fields.flatMap((what) => {
    const [value, found] = [valueOf(known, what), valueOf(state, what)];
    return value === found || isOlderImage(known, what) ? [] : [{ target, what, recorded: value, found }];
  });
};

/** Images of earlier releases do not have the account. */
const isOlderImage = (known: unknown, field: string): boolean =>
  field === 'account' && memberOf(known, field) === null;

/** No scopes are not the same as those of the account, which `null` stands for. */
const valueOf = (state: unknown, field: string): string => JSON.stringify(memberOf(state, field));
