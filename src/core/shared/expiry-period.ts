import { dayMs } from './durations.js';

/**
 * What expired longer ago needs no work any more. The counts of the metrics have the same limit
 * (`ExpiryCounter`).
 */
const expiredDaysShown = 30;

/** `ExpiryPeriod`: from the oldest end that is still shown to the latest one that was asked for. */
export interface ExpiryPeriod {
  readonly from: Date;
  readonly now: Date;
  readonly to: Date;
}

/** Returns the period that ends so many days from now. */
export const expiryPeriod = (now: Date, days: number): ExpiryPeriod => ({
  from: new Date(now.getTime() - expiredDaysShown * dayMs),
  now,
  to: new Date(now.getTime() + days * dayMs),
});
