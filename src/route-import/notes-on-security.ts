import type { NeededScopes } from './needed-scopes.js';
import { listed } from './shown.js';

/** An operation of the document by its name, such as `GET /a`, and what it needs. */
export interface OperationNeeds {
  readonly name: string;
  readonly needed: NeededScopes;
}

/** Says for the operator what the document asks for and the gateway does not check. */
export const notesOnSecurity = (operations: readonly OperationNeeds[]): readonly string[] => [
  ...grouped(operations, 'uncheckable').map(
    ([words, names]) =>
      `The gateway cannot check ${words}, so it left this alternative out: ${listed(names, 12)}.`,
  ),
  ...grouped(operations, 'beside').map(
    ([words, names]) =>
      `The document also asks for ${words}, which only the API can check: ${listed(names, 12)}.`,
  ),
];

const grouped = (
  operations: readonly OperationNeeds[],
  kind: 'uncheckable' | 'beside',
): readonly (readonly [string, readonly string[]])[] => {
  const found = new Map<string, string[]>();
  for (const { name, needed } of operations)
    for (const words of needed[kind]) found.set(words, [...(found.get(words) ?? []), name]);
  return [...found];
};
