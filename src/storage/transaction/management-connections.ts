import type { DatabaseLoad } from '../../core/shared/service-load.js';

/** Few people use management at the same time. */
export const managementConnectionsMax = 4;

/** The load of a pool that has not opened a connection yet. */
export const nothingOpened: DatabaseLoad = {
  ...{ max: managementConnectionsMax, open: 0, idle: 0, waiting: 0, abandoned: 0 },
};
