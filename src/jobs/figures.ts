import type { DatabaseClock } from '../storage/maintenance/database-clock.js';
import type { ExpiryCounter } from '../storage/maintenance/expiry-counter.js';

/**
 * The figures for the metrics that come from the database. They are read at intervals, so that a
 * scrape asks the database nothing.
 */
export class Figures {
  constructor(
    private readonly clock: DatabaseClock,
    private readonly expiring: ExpiryCounter,
  ) {}

  compareClocks(): Promise<void> {
    return this.clock.measure();
  }

  countExpiring(): Promise<void> {
    return this.expiring.count();
  }
}
