import { invalid } from './fields.js';

const dayMs = 24 * 60 * 60 * 1000;

/** A whole number of days from 1 to `max`. */
export const wholeDays = (days: number, max: number): number => {
  if (!Number.isInteger(days) || days < 1 || days > max)
    throw invalid('days', `must be a whole number from 1 to ${String(max)}`);
  return days;
};

export const daysAfter = (from: Date, days: number): Date => new Date(from.getTime() + days * dayMs);
