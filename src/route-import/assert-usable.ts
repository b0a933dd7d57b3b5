import { ManagementError } from '../core/shared/management-error.js';
import type { ImportedRoutes } from './import-routes.js';
import { joinRoutes } from './join-routes.js';
import { readRouteTable } from './read-route-table.js';
import { assertApart } from './route-conflicts.js';
import { isTableFile, type RouteFile } from './route-file.js';
import { listed } from './shown.js';

/**
 * Throws `ManagementError` when the application could not use the new table together with those of
 * the other APIs: it would not start, and a running one would keep the previous rules.
 */
export const assertUsable = ({ table, files }: ImportedRoutes, others: readonly RouteFile[]): void => {
  assertApart(table, others.map(readRouteTable));
  const joined = joinRoutes([...others, ...files.filter(isTableFile)]);
  if ('tables' in joined) return;
  throw new ManagementError(
    'conflict',
    `document: the application could not use the routes: ${listed(joined.problems)}`,
    'document',
  );
};
