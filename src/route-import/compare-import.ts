import type { ImportedRoutes, LeftOut } from './import-routes.js';
import { coverageChanges, type RouteChange, routeChanges } from './route-changes.js';
import type { RouteTable } from './route-table.js';

/** What an import would change at the table that is in force. */
export interface ImportComparison {
  readonly changes: readonly RouteChange[];
  /** Operations of the document that get no rule. */
  readonly leftOut: readonly LeftOut[];
  /** Notes for the operator, in whole sentences. */
  readonly notes: readonly string[];
}

/** Compares an import with the table before it; `null`: there is none. */
export const compareImport = (before: RouteTable | null, imported: ImportedRoutes): ImportComparison => ({
  changes: routeChanges(before, imported.table),
  leftOut: imported.leftOut,
  notes: notesOn(before, imported),
});

const notesOn = (before: RouteTable | null, { table, notes }: ImportedRoutes): readonly string[] => [
  ...(before && before.upstream !== '' && before.upstream !== table.upstream
    ? [`The address of the API is now ${table.upstream} (previously ${before.upstream}).`]
    : []),
  ...tokenNotes(before, table),
  ...(before ? coverageChanges(before.scopeMap, table.scopeMap) : []),
  ...notes,
];

/** Says which tokens open the API, where that is not the default or was different before. */
const tokenNotes = (before: RouteTable | null, after: RouteTable): readonly string[] => {
  const [was, is] = [before ? tokensInWords(before) : usualTokens, tokensInWords(after)];
  if (is === was) return is === usualTokens ? [] : [`It accepts ${is}.`];
  return [`It accepts ${is}${before ? ` (previously ${was})` : ''}.`];
};

const usualTokens = 'tokens for the audience of PORTARIA_AUDIENCE';

const tokensInWords = ({ audiences, requireBound }: RouteTable): string => {
  const tokens = audiences.length > 0 ? `tokens for the audience ${audiences.join(' or ')}` : usualTokens;
  return requireBound ? `${tokens}, bound to a certificate` : tokens;
};
