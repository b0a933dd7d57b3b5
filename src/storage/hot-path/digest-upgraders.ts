import { DigestUpgrader } from '../../core/credentials/digest-upgrader.js';
import type { Database } from '../database.js';
import { NoDigestUpgrades } from './no-digest-upgrades.js';
import { PostgresDigestUpgrader } from './postgres-digest-upgrader.js';
import type { WriteEvents } from './write-behind.js';

interface ProvidedUpgrader {
  readonly provide: typeof DigestUpgrader | typeof PostgresDigestUpgrader;
  readonly useValue: DigestUpgrader;
}

/** Replaces outdated digests only where the database login may change them. */
export const digestUpgraders = (
  database: Database,
  mayChange: boolean,
  events: WriteEvents,
): ProvidedUpgrader[] => {
  const upgrader = new PostgresDigestUpgrader(database, events);
  return [
    { provide: DigestUpgrader, useValue: mayChange ? upgrader : new NoDigestUpgrades() },
    { provide: PostgresDigestUpgrader, useValue: upgrader },
  ];
};
