import { invalidInput } from './invalid-input.js';
import { parseRouteFile } from './parse-route-file.js';
import type { RouteFile } from './route-file.js';
import type { RouteTable } from './route-table.js';

/**
 * Reads the table in a file, for operators who can repair it. Throws `ManagementError('invalid')`
 * naming the file and every problem.
 */
export const readRouteTable = (file: RouteFile): RouteTable => {
  const parsed = parseRouteFile(file);
  if ('table' in parsed) return parsed.table;
  const bare = parsed.problems.map((problem) => problem.slice(`${file.file}: `.length));
  throw invalidInput(file.file, `${bare.join('; ')}. Restore it, or remove it and import again`);
};
