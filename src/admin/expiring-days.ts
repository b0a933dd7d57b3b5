import { z } from 'zod';

const error = 'must be a number of days, 0 to 3650';

/** The query field that asks for what expires within so many days. */
export const expiringDays = z
  .string({ error })
  .regex(/^\d{1,4}$/, { error })
  .transform(Number)
  .refine((days) => days <= 3650, { error });
