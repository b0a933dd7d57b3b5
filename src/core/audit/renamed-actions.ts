/**
 * Actions that were renamed: recorded name to current name. A recorded event keeps its bytes, because
 * its hash covers the action; readers show the current name.
 */
const renamedActions: ReadonlyMap<string, string> = new Map([
  ['account.open', 'account.create'],
  ['account.change', 'account.update'],
  ['authority.create', 'ca.create'],
  ['authority.import', 'ca.import'],
  ['authority.sign-crl', 'ca.sign-crl'],
  ['credential.allow-contract', 'credential.set-policy'],
  ['credential.issue', 'credential.create'],
  ['key.drop', 'key.revoke'],
  ['pepper.seal', 'pepper.apply'],
  ['secret.retire', 'secret.revoke'],
]);

/** The current name of an action as an event records it. */
export const currentActionOf = (recorded: string): string => renamedActions.get(recorded) ?? recorded;

/** Every name under which events of this action are recorded: the current one, then former ones. */
export const recordedActionsOf = (current: string): readonly string[] => [
  current,
  ...[...renamedActions].flatMap(([former, now]) => (now === current ? [former] : [])),
];

/** The current name of a target as an event records it: a CA was once recorded as an authority. */
export const currentTargetOf = (recorded: string): string => recorded.replace(/^authority /, 'ca ');

/** Every name under which events record this target: the current one, then the former one. */
export const recordedTargetsOf = (current: string): readonly string[] =>
  current.startsWith('ca ') ? [current, current.replace(/^ca /, 'authority ')] : [current];
