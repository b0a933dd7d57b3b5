import { membersOf, namesOf } from '../../core/audit/images.js';
import type {
  AffectedAccount,
  BeforeAndAfter,
  ChangeEffect,
  NamedCertificate,
} from '../../core/shared/dry-run.js';
import type { Column, Screen } from '../screen/screen.js';

/** One field that differs. */
interface ChangedField {
  readonly target: string;
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

const fieldColumns: readonly Column<ChangedField>[] = [
  { head: 'target', cell: ({ target }) => target },
  { head: 'field', cell: ({ field }) => field },
  { head: 'before', cell: ({ before }) => before },
  { head: 'after', cell: ({ after }) => after },
];

const difference = ({ before, after }: BeforeAndAfter): string =>
  before === after ? String(after) : `${String(before)} -> ${String(after)}`;

const accountColumns: readonly Column<AffectedAccount>[] = [
  { head: 'account', cell: ({ id }) => id, whole: true },
  { head: 'name', cell: ({ name }) => name },
  { head: 'usable credentials', cell: ({ usableCredentials }) => difference(usableCredentials) },
  { head: 'usable certificates', cell: ({ usableCertificates }) => difference(usableCertificates) },
  { head: 'last used', cell: ({ lastUsedAt }) => lastUsedAt, whole: true },
];

const certificateColumns: readonly Column<NamedCertificate>[] = [
  { head: 'certificate', cell: ({ fingerprint }) => fingerprint, short: 16, whole: true },
  { head: 'subject', cell: ({ subject }) => subject },
  { head: 'accounts', cell: ({ linkedTo }) => linkedTo },
  { head: 'expires', cell: ({ notAfter }) => notAfter, short: 10, whole: true },
  { head: 'last used', cell: ({ lastUsedAt }) => lastUsedAt, short: 10, whole: true },
];

/** Shows what a change would do: the subject, the accounts with their last use, and each field. */
export const showEffect = (screen: Screen, effect: ChangeEffect): void => {
  if (screen.json({ dryRun: true, ...effect })) return;
  if (effect.certificates.length > 0) {
    screen.list(effect.certificates, certificateColumns);
    screen.heading('');
  }
  if (effect.accounts.length > 0) {
    screen.list(effect.accounts, accountColumns);
    screen.heading('');
  }
  screen.list(changedFields(effect), fieldColumns);
  for (const words of consequences(effect)) screen.print(words);
};

const consequences = ({ endsTokens, accounts }: ChangeEffect): string[] => [
  ...(endsTokens ? ['Its tokens are revoked at once.'] : []),
  ...accounts.flatMap(({ id, name, usableCredentials, usableCertificates }) => [
    ...(isLast(usableCertificates) ? [`Account ${id} (${name}) has no other usable certificate.`] : []),
    ...(isLast(usableCredentials) ? [`Account ${id} (${name}) has no other usable credential.`] : []),
  ]),
];

const isLast = ({ before, after }: BeforeAndAfter): boolean => before > 0 && after === 0;

/** One row for each field; a part of a resource is named by its path. */
const changedFields = ({ before, after }: ChangeEffect): ChangedField[] =>
  [...namesOf(before, after)].flatMap((target) =>
    leavesOf(fieldOf(before, target), fieldOf(after, target)).map((leaf) => ({ target, ...leaf })),
  );

type Leaf = Omit<ChangedField, 'target'>;

const leavesOf = (before: unknown, after: unknown, path: readonly string[] = []): Leaf[] => {
  const names = namesOf(before, after);
  if (names.size > 0 && !Array.isArray(before) && !Array.isArray(after))
    return [...names].flatMap((name) =>
      leavesOf(fieldOf(before, name), fieldOf(after, name), [...path, name]),
    );
  return [{ field: path.join(' '), before: textOf(before), after: textOf(after) }];
};

const fieldOf = (state: unknown, name: string): unknown =>
  membersOf(state).find(([member]) => member === name)?.[1] ?? null;

const textOf = (value: unknown): string | null => {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(String).join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
};
