import { accountTarget, certificateTarget } from '../../core/audit/audit-event.js';
import type {
  ChangeWithoutEvent,
  CopiedDigest,
  DatabaseLoginSetting,
  FutureDatedRecord,
  MalformedDigest,
  StoredAccount,
} from '../../core/audit/current-state.js';
import { memberOf, membersOf } from '../../core/audit/images.js';
import type { Fingerprint } from '../../core/shared/ids.js';
import type { RecordedStates } from './recorded-states.js';

/** Something that is in force, and that no event of the trail explains. */
export interface Unexplained {
  /** `account 7`, or `certificate <fingerprint>`. */
  readonly target: string;
  /** The part of it, such as `secret 12 of credential account-7-0a1b2c3d`. */
  readonly what: string;
  /** What the trail says that it must be, as JSON; `null` when no event made it. */
  readonly recorded: string | null;
  /** What it is, as JSON. */
  readonly found: string;
}

/**
 * Compares one account with the trail. Attack: with the application's database login alone, someone
 * plants a secret, a link, a permission or a scope, and gets a token that no operator allowed.
 * Names and labels are not compared, and neither is what is there no more: they allow nothing.
 */
export const unexplainedIn = ({ id, state }: StoredAccount, recorded: RecordedStates): Unexplained[] => {
  const target = accountTarget(id);
  const known = recorded.stateOf(target);
  if (known === null)
    return [{ target, what: 'the account', recorded: null, found: valueOf(memberOf(state, 'status')) }];
  const allowed = permissionsOf(known);
  return [...permissionsOf(state)].flatMap(([what, found]) => {
    const value = allowed.get(what) ?? null;
    return value === found ? [] : [{ target, what, recorded: value, found }];
  });
};

/** A certificate that was revoked, permanently, and no longer is. */
export const unexplainedCertificate = (fingerprint: Fingerprint): Unexplained => ({
  target: certificateTarget(fingerprint),
  what: 'the certificate',
  recorded: '"revoked"',
  found: '"not revoked"',
});

/**
 * A digest that stands, or stood, in two places. Attack: with the application's database login,
 * someone who knows a secret copies its digest to a client of others, or puts back the digest of an
 * earlier password; making one needs the pepper.
 */
export const unexplainedDigest = ({ target, what }: CopiedDigest): Unexplained => ({
  ...{ target, what },
  recorded: '"its own"',
  found: '"that of another one"',
});

/** A digest whose text the application never writes. No secret matches it. */
export const unexplainedDigestText = ({ target, what }: MalformedDigest): Unexplained => ({
  ...{ target, what },
  recorded: '"of a known form"',
  found: '"of none"',
});

/**
 * A record of issue that is ahead of the clock. Attack: a token that is dated days ahead lives on after a
 * revocation, unless the revocation is dated as late, and refuses all tokens until then.
 */
export const unexplainedRecord = ({ account, tokenId, issuedAt }: FutureDatedRecord): Unexplained => ({
  target: accountTarget(account),
  what: `the record of token ${tokenId}`,
  recorded: '"not ahead of the clock"',
  found: JSON.stringify(issuedAt),
});

/**
 * A default that a login of the application has, and that was not set with it. Attack: a role may change
 * its own defaults, such as the search path, for every session that the processes open from then on.
 */
export const unexplainedSetting = ({ login, name, value, expected }: DatabaseLoginSetting): Unexplained => ({
  target: `database login ${login}`,
  what: `default ${name}`,
  recorded: expected === null ? null : JSON.stringify(expected),
  found: JSON.stringify(value),
});

/**
 * Returns the changes without an event that `inForce` does not name already. Attack: with the
 * application's database login alone, someone plants a permission, uses it, and takes it back.
 */
export const unexplainedChanges = (
  changes: readonly ChangeWithoutEvent[],
  inForce: readonly Unexplained[],
): Unexplained[] => {
  const named = new Map<string, string[]>();
  for (const { target, what } of inForce) named.set(target, [...(named.get(target) ?? []), what]);
  const isNamed = (target: string, part: string): boolean =>
    named.get(target)?.some((what) => what === part || what.endsWith(` ${part}`)) ?? false;
  return changes
    .filter(({ target, what }) => !isNamed(target, what))
    .map(({ target, what, times, firstAt, lastAt }) => ({
      ...{ target, what, recorded: null },
      found: JSON.stringify({ changesWithoutEvent: times, firstAt, lastAt }),
    }));
};

const accountFields = [
  ...['kind', 'status', 'scopes', 'networks', 'taxId', 'taxIdOnCertificate', 'resourceServer'],
];

/** Everything that decides what an account may do, by its name. */
const permissionsOf = (state: unknown): Map<string, string> =>
  new Map([
    ...fieldsOf(state, accountFields, ''),
    ...membersOf(memberOf(state, 'credentials')).flatMap(([clientId, credential]) =>
      ofCredential(clientId, credential),
    ),
    ...membersOf(memberOf(state, 'certificates')).map(([fingerprint]): [string, string] => [
      `certificate ${fingerprint}`,
      '"linked"',
    ]),
  ]);

const ofCredential = (clientId: string, credential: unknown): [string, string][] => {
  const of = ` of credential ${clientId}`;
  return [
    ...fieldsOf(credential, ['status', 'scopes', 'expiresAt'], of),
    ...membersOf(memberOf(credential, 'contracts')).map(([contract, policy]): [string, string] => [
      `contract ${contract}${of}`,
      valueOf(policy),
    ]),
    ...membersOf(memberOf(credential, 'secrets')).flatMap(([id, secret]): [string, string][] => [
      [`shape of secret ${id}${of}`, shapeOf(secret)],
      [`expiry of secret ${id}${of}`, valueOf(memberOf(secret, 'expiresAt'))],
    ]),
  ];
};

const fieldsOf = (value: unknown, names: readonly string[], of: string): [string, string][] =>
  names.map((name) => [name + of, valueOf(memberOf(value, name))]);

/** The trail has the former names of the shapes as well. */
const shapeOf = (secret: unknown): string => {
  const shape = memberOf(secret, 'shape');
  return valueOf(shape === 'made' ? 'generated' : shape === 'chosen' ? 'custom' : shape);
};

/** Fields that an older event does not have are as new accounts have them. */
const valueOf = (value: unknown): string =>
  value === false || (Array.isArray(value) && value.length === 0) ? 'null' : JSON.stringify(value);
