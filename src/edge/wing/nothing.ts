import { z } from 'zod';

/** For routes that are told everything by their path. */
export const nothing = z.strictObject({});
