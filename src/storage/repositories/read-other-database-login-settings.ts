import type { EntityManager } from 'typeorm';
import type { DatabaseLoginSetting } from '../../core/audit/audit-event.js';
import { otherLoginSettings } from '../database-login-limits.js';

/** Reads the defaults of the application's logins that `portaria database prepare` does not set. */
export const readOtherLoginSettings = async (manager: EntityManager): Promise<DatabaseLoginSetting[]> => {
  const { text, values } = otherLoginSettings;
  const found: unknown = await manager.query(text, [...values]);
  return found as DatabaseLoginSetting[];
};
