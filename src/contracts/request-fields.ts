import { Refusal } from '../core/refusals/refusal.js';
import { whyNoObject } from '../http/json-mistake.js';

/**
 * `Fields`: the parameters of a request by name. An empty one is left out, because RFC 6749 section
 * 3.2 treats it as omitted.
 */
export type Fields = ReadonlyMap<string, string>;

/** Whether a body was form-encoded. */
export const isForm = (body: unknown): body is URLSearchParams => body instanceof URLSearchParams;

/**
 * Returns the fields of a form or of a JSON object that have one of these names; others are
 * ignored. Throws `Refusal('malformed_request')` for a parameter that is sent twice (RFC 6749
 * section 3.2) and for a field that is not a text.
 */
export const fieldsOf = (body: unknown, names: readonly string[]): Fields => {
  const entries = isForm(body) ? entriesOfForm(body) : entriesOfObject(body, names);
  return new Map(entries.filter(([name, value]) => names.includes(name) && value !== ''));
};

const entriesOfForm = (form: URLSearchParams): [string, string][] => {
  const entries = [...form];
  // Two programs that read one request could each use a different value. The message does not
  // repeat the name, which may be any text.
  if (new Set(entries.map(([name]) => name)).size < entries.length)
    throw malformed('a parameter is sent more than once');
  return entries;
};

const entriesOfObject = (body: unknown, names: readonly string[]): [string, string][] => {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw malformed(
      ['the body must be a JSON object or form-encoded', whyNoObject(body)].filter(Boolean).join('. '),
    );
  return names
    .filter((name) => Object.hasOwn(body, name))
    .map((name) => {
      const value: unknown = Reflect.get(body, name);
      if (typeof value !== 'string') throw malformed(`${name} must be a string`);
      return [name, value];
    });
};

const malformed = (problem: string): Refusal =>
  new Refusal('malformed_request', problem, { problems: [problem] });
