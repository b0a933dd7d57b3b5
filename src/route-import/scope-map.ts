import { suggestionsFor } from '../config/suggestions.js';
import { isScope } from '../core/accounts/account.js';
import { invalidInput } from './invalid-input.js';
import type { Mapping } from './mapping.js';
import { shown } from './shown.js';

/** The API scopes that each scope of the platform's tokens covers. */
export type ScopeMap = Readonly<Record<string, readonly string[]>>;

/** What errors about a scope map begin with. */
export const scopeMapField = 'scope map';
const field = scopeMapField;
const mistakesMax = 3;

/** Reads a scope map: `{"pix:read": ["cob.read", "cobv.read"]}`. Throws `ManagementError('invalid')`. */
export const readScopeMap = (mapping: Mapping): ScopeMap =>
  Object.fromEntries(
    Object.entries(mapping)
      .map(([scope, covered]) => [grammatical(scope), coveredBy(scope, covered)] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );

const coveredBy = (scope: string, covered: unknown): readonly string[] => {
  if (!Array.isArray(covered)) {
    throw invalidInput(
      field,
      `${shown(scope)} must have a list of the API's scopes, such as ["cob.read", "cobv.read"]`,
    );
  }
  return [...new Set(covered.map(grammatical))].sort();
};

const grammatical = (scope: unknown): string => {
  if (typeof scope === 'string' && isScope(scope)) return scope;
  throw invalidInput(
    field,
    'a scope must be 1 to 64 printable ASCII characters without space, quote and backslash',
  );
};

/**
 * Throws `ManagementError('invalid')` for a covered scope that the document does not have, because
 * it would be a mistyped one.
 */
export const assertKnown = (map: ScopeMap, known: ReadonlySet<string>): void => {
  for (const [scope, covered] of Object.entries(map)) {
    const strange = covered.find((one) => !known.has(one));
    if (strange === undefined) continue;
    const near = suggestionsFor(strange, known, mistakesMax).slice(0, 3);
    const meant = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
    throw invalidInput(field, `${scope} covers ${strange}, which the document does not declare${meant}`);
  }
};

/** Returns the API's scopes that no scope of the platform covers. */
export const uncovered = (map: ScopeMap, used: Iterable<string>): readonly string[] => {
  const covered = new Set(Object.values(map).flat());
  return [...new Set(used)].filter((scope) => !covered.has(scope)).sort();
};
