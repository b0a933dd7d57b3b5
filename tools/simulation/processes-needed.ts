import type { Scenario } from './model.js';
import { simulate } from './simulate.js';
import type { Outcome } from './tally.js';

const processesMax = 4096;

/**
 * Returns the smallest number of processes with which an outcome is good enough, and null if more
 * processes do not help: then another part is the limit.
 */
export const processesNeeded = (scenario: Scenario, isGood: (outcome: Outcome) => boolean): number | null => {
  const isEnough = (processes: number): boolean =>
    isGood(simulate({ ...scenario, gateway: { ...scenario.gateway, processes } }));
  let enough = 1;
  while (!isEnough(enough)) {
    enough *= 2;
    if (enough > processesMax || isLimitedElsewhere(scenario, enough)) return null;
  }
  let tooFew = Math.floor(enough / 2);
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (isEnough(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
};

/** Whether the processes could already do twice what the database can. */
const isLimitedElsewhere = ({ gateway }: Scenario, processes: number): boolean =>
  processes * gateway.tokensPerProcess > 4 * gateway.databaseTokens;
