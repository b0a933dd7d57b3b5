import { z } from 'zod';

/** The body or query of a route whose path holds all the input. */
export const noInput = z.strictObject({});
