import { z } from 'zod';
import { spellingOf } from '../../core/shared/near-miss.js';
import { type FieldProblem, InvalidRequest } from './invalid-request.js';

const fieldCharactersMax = 64;

/**
 * Reads a body or a query; a missing one counts as empty. Throws `InvalidRequest` with every
 * problem. The messages never repeat a value, whatever the field: people paste secrets anywhere.
 */
export const parseInput = <T>(schema: z.ZodType<T>, raw: unknown): T => {
  const parsed = schema.safeParse(raw ?? {}, { error: describeIssue, reportInput: true });
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const known = namesOf(schema);
  throw new InvalidRequest(
    issues.flatMap((issue) => problemsOf(issue, known)),
    issues.map(problemToKeep),
  );
};

/** The names of the fields of an object; none for another schema. */
const namesOf = (schema: z.ZodType): readonly string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];

/** Returns the messages for errors that the schemas have no message for. */
const describeIssue: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys') return 'is not a known field';
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.input === undefined) return 'is missing';
  return `must be ${issue.expected === 'array' || issue.expected === 'object' ? 'an' : 'a'} ${issue.expected}`;
};

const problemsOf = (issue: z.core.$ZodIssue, known: readonly string[]): FieldProblem[] => {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') return [{ field: fieldAt(path), message: issue.message }];
  return issue.keys.map((key) => {
    const meant = path.length === 0 ? spellingOf(key, known) : null;
    const message = meant === null ? issue.message : `${issue.message}; did you mean ${meant}?`;
    return { field: fieldAt([...path, key]), message };
  });
};

/**
 * The caller chose the name of an unknown field, and it may be a secret that was pasted into the
 * wrong line.
 */
const problemToKeep = (issue: z.core.$ZodIssue): FieldProblem => ({
  field: fieldAt(issue.path.map(String)),
  message: issue.code === 'unrecognized_keys' ? 'it has unknown fields' : issue.message,
});

const fieldAt = (path: readonly string[]): string =>
  path.length === 0
    ? 'body'
    : path
        .join('.')
        .replace(/[^\x20-\x7e]/g, '?')
        .slice(0, fieldCharactersMax);
