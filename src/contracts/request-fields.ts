import { Refusal } from '../core/refusals/refusal.js';

/** What was sent, by name. What was sent empty is not in it: RFC 6749 section 3.2 has it count as left out. */
export type Fields = ReadonlyMap<string, string>;

/** Whether a body came form-encoded. */
export const isForm = (body: unknown): body is URLSearchParams => body instanceof URLSearchParams;

/**
 * The fields of a form or of a JSON object that have one of these names; others are ignored. Throws
 * `Refusal('malformed_request')` for a parameter that is sent twice (RFC 6749 section 3.2) and for a field that is no text.
 */
export const fieldsOf = (body: unknown, names: readonly string[]): Fields => {
  const entries = isForm(body) ? entriesOfForm(body) : entriesOfObject(body, names);
  return new Map(entries.filter(([name, value]) => names.includes(name) && value !== ''));
};

const entriesOfForm = (form: URLSearchParams): [string, string][] => {
  const entries = [...form];
  // Two readers of one request could each believe another one. Its name is not repeated: anything may stand there.
  if (new Set(entries.map(([name]) => name)).size < entries.length)
    throw malformed('a parameter is sent more than once');
  return entries;
};

const entriesOfObject = (body: unknown, names: readonly string[]): [string, string][] => {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw malformed('the body must be a JSON object or form-encoded');
  return Object.entries(body)
    .filter(([name]) => names.includes(name))
    .map(([name, value]: [string, unknown]) => {
      if (typeof value !== 'string') throw malformed(`${name} must be a string`);
      return [name, value];
    });
};

const malformed = (problem: string): Refusal =>
  new Refusal('malformed_request', problem, { problems: [problem] });
