import { clashesAmong } from './clashes.js';
import { parseRouteFile } from './parse-route-file.js';
import type { RouteFile } from './route-file.js';
import type { RouteTable } from './route-table.js';

export type JoinedRoutes =
  { readonly tables: readonly RouteTable[] } | { readonly problems: readonly string[] };

/**
 * The tables of all APIs in a folder: what the application goes by, and what an import asks before it writes. Throws nothing:
 * every problem is in the answer, and with one there are no tables.
 */
export const joinRoutes = (files: readonly RouteFile[]): JoinedRoutes => {
  const parsed = files.map(parseRouteFile);
  const tables = parsed.flatMap((one) => ('table' in one ? [one.table] : []));
  const problems = [
    ...parsed.flatMap((one) => ('problems' in one ? one.problems : [])),
    ...clashesAmong(tables),
  ];
  return problems.length > 0 ? { problems } : { tables };
};
