/**
 * Thrown for a reason why the process must not work at all, found at start. The message tells
 * people what is wrong and what to do about it.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
