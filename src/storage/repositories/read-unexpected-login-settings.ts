import type { DatabaseLoginSetting } from '../../core/audit/current-state.js';
import { unexpectedLoginSettings } from '../database-login-settings.js';
import type { Statements } from '../transaction/statements.js';

/** Reads the defaults of the application's logins that `portaria database prepare` does not set. */
export const readUnexpectedLoginSettings = async (
  statements: Statements,
): Promise<DatabaseLoginSetting[]> => {
  const { text, values } = unexpectedLoginSettings;
  const found: unknown = await statements.query(text, [...values]);
  return found as DatabaseLoginSetting[];
};
