import type { Reads } from '../../core/shared/unit-of-work.js';
import { CountTokenRequests } from './count-token-requests.js';
import { type OverviewSettings, ShowOverview } from './show-overview.js';

/**
 * `OverviewUseCases`: what operators look at first. This folder owns the figures about the whole
 * gateway; it must never read a list of accounts or records that has no limit.
 */
export class OverviewUseCases {
  readonly show: ShowOverview;
  readonly countTokenRequests: CountTokenRequests;

  constructor(database: Reads, settings: () => OverviewSettings) {
    this.show = new ShowOverview(database, settings);
    this.countTokenRequests = new CountTokenRequests(database);
  }
}
