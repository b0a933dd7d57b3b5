import { parseRouteFile } from './parse-route-file.js';
import { conflictsAmong } from './route-conflicts.js';
import type { RouteFile } from './route-file.js';
import type { RouteTable } from './route-table.js';

export type JoinedRoutes =
  { readonly tables: readonly RouteTable[] } | { readonly problems: readonly string[] };

/**
 * Joins the tables of all APIs in a folder: the application uses the result, and an import checks
 * it before it writes. Throws nothing: every problem is in the result, and with a problem there are
 * no tables.
 */
export const joinRoutes = (files: readonly RouteFile[]): JoinedRoutes => {
  const parsed = files.map(parseRouteFile);
  const tables = parsed.flatMap((one) => ('table' in one ? [one.table] : []));
  const problems = [
    ...parsed.flatMap((one) => ('problems' in one ? one.problems : [])),
    ...conflictsAmong(tables),
  ];
  return problems.length > 0 ? { problems } : { tables };
};
