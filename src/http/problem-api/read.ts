import type { z } from 'zod';
import { type FieldProblem, InvalidRequest } from './invalid-request.js';

const fieldCharactersMax = 64;

/**
 * Reads a body or a query; a missing one counts as empty. Throws `InvalidRequest` with every
 * problem. The messages never repeat a value, whatever the field: people paste secrets anywhere.
 */
export const read = <T>(schema: z.ZodType<T>, raw: unknown): T => {
  const parsed = schema.safeParse(raw ?? {}, { error: describeIssue, reportInput: true });
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  throw new InvalidRequest(issues.flatMap(problemsOf), issues.map(problemToKeep));
};

/** Returns the messages for errors that the schemas have no message for. */
const describeIssue: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys') return 'is not known here';
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.input === undefined) return 'is missing';
  return `must be ${issue.expected === 'array' || issue.expected === 'object' ? 'an' : 'a'} ${issue.expected}`;
};

const problemsOf = (issue: z.core.$ZodIssue): FieldProblem[] => {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') return [{ field: fieldAt(path), message: issue.message }];
  return issue.keys.map((key) => ({ field: fieldAt([...path, key]), message: issue.message }));
};

/**
 * The caller chose the name of an unknown field, and it may be a secret that was pasted into the
 * wrong line.
 */
const problemToKeep = (issue: z.core.$ZodIssue): FieldProblem => ({
  field: fieldAt(issue.path.map(String)),
  message: issue.code === 'unrecognized_keys' ? 'it has fields that are not known here' : issue.message,
});

const fieldAt = (path: readonly string[]): string =>
  path.length === 0
    ? 'body'
    : path
        .join('.')
        .replace(/[^\x20-\x7e]/g, '?')
        .slice(0, fieldCharactersMax);
