/**
 * Returns the statement that calls a function of the database in a transaction of its own, whose commit waits
 * for no disk (`synchronous_commit`): for what may be lost when the database crashes.
 */
export const callWithAsynchronousCommit = (call: string): string => `
  WITH alone AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)) SELECT ${call} FROM alone`;
