/** One field that a change would make different. */
export interface Difference {
  readonly target: string;
  /** Whether the target did not exist before: its id is not known before the change is made. */
  readonly isNew: boolean;
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** The fields that differ, by target, as a dry run answers. */
interface Images {
  readonly before: unknown;
  readonly after: unknown;
}

/** What the name of a field begins with that is the policy of a contract, such as `contract pix`. */
export const contractField = 'contract ';

/**
 * Returns the fields with plain values that a change would make different. Credentials are within their account: each
 * is a target of its own, with a field for each contract.
 */
export const differencesIn = ({ before, after }: Images): readonly Difference[] => {
  const [old, next] = [recordOf(before), recordOf(after)];
  return namesIn(old, next).flatMap((target) => {
    const [was, is] = [recordOf(old[target]), recordOf(next[target])];
    const isNew = old[target] === undefined || old[target] === null;
    return [...fieldsOf({ target, isNew }, was, is), ...credentialsOf(was, is)];
  });
};

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (of: Pick<Difference, 'target' | 'isNew'>, was: Fields, is: Fields): readonly Difference[] =>
  namesIn(was, is)
    .map((field) => ({ ...of, field, before: was[field], after: is[field] }))
    .filter((found) => isPlain(found.before) && isPlain(found.after));

const credentialsOf = (was: Fields, is: Fields): readonly Difference[] => {
  const [old, next] = [recordOf(was['credentials']), recordOf(is['credentials'])];
  return namesIn(old, next).flatMap((clientId) => {
    const [before, after] = [recordOf(old[clientId]), recordOf(next[clientId])];
    const target = { target: `credential ${clientId}`, isNew: old[clientId] === undefined };
    return [
      ...fieldsOf(target, before, after),
      ...fieldsOf(target, recordOf(before['contracts']), recordOf(after['contracts'])).map((found) => ({
        ...found,
        field: `${contractField}${found.field}`,
      })),
    ];
  });
};

const namesIn = (was: Fields, is: Fields): readonly string[] => [
  ...new Set([...Object.keys(was), ...Object.keys(is)]),
];

const recordOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

const isPlain = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || (Array.isArray(value) && value.every(isPlain));
