import { z } from 'zod';
import type { HttpRequest } from '../http-messages.js';
import { parseInput } from './parse-input.js';
import { forceQuery } from './secret-fields.js';

/** The query of a change whose path and body hold all the input. */
export const changeQuery = z.strictObject({ dryRun: z.enum(['true', 'false']).exactOptional() });

/** The same, of a change that refuses what may be a mistake. */
export const forcedChangeQuery = z.strictObject({ ...forceQuery.shape, ...changeQuery.shape });

/**
 * Whether a change is only to be shown. A change with a body reads no other query, so a misspelt
 * `dryRun` is refused here: otherwise it would make the change. Throws `InvalidRequest`.
 */
export const isDryRun = (request: HttpRequest): boolean => {
  const query = request.query ?? {};
  const known = hasBody(request) ? changeQuery : z.looseObject(changeQuery.shape);
  return parseInput(known, query).dryRun === 'true';
};

/** Refuses every query of a change that has no dry run. Throws `InvalidRequest`. */
export const refuseQuery = (request: HttpRequest): void => {
  if (hasBody(request)) parseInput(z.strictObject({}), request.query ?? {});
};

/** Routes without a body read their query themselves. */
const hasBody = ({ method }: HttpRequest): boolean => ['POST', 'PUT', 'PATCH'].includes(method);
