import { ConfigError } from '../config/read-settings.js';
import { reasonOf } from '../core/shared/error-message.js';

/** Returns why something failed, as the log has it: doctor is for those who read the log. */
export const describeError = (error: unknown): string => {
  if (error instanceof ConfigError) return error.message.replace(/\s*\n\s*/g, ' ');
  // Of a connection that was tried at several addresses, Node says nothing but the class.
  return reasonOf(error) || (error instanceof Error ? error.constructor.name : '');
};
