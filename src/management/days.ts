import { dayMs } from '../core/shared/durations.js';
import { invalid } from './fields.js';

/**
 * Checks that a number of days is whole and from 1 to `max`. Throws `ManagementError('invalid')`.
 */
export const parseDays = (days: number, max: number): number => {
  if (!Number.isInteger(days) || days < 1 || days > max)
    throw invalid('days', `must be a whole number from 1 to ${String(max)}`);
  return days;
};

const expiringDaysMax = 3650;

/** Checks within how many days something expires. Throws `ManagementError('invalid')`. */
export const checkExpiringDays = (days: number): void => {
  if (!Number.isSafeInteger(days) || days < 0 || days > expiringDaysMax)
    throw invalid('expiring within days', `must be 0 to ${expiringDaysMax}`);
};

export const daysAfter = (from: Date, days: number): Date => new Date(from.getTime() + days * dayMs);
