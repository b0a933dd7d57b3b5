import type pg from 'pg';

/** `CommitNotReplicated`: the commit is in force at the primary, and a failover may lose it. */
export class CommitNotReplicated extends Error {
  constructor() {
    super('the wait of a commit for its synchronous standby was cancelled');
  }
}

/** PostgreSQL's function that waits for a standby. Unlike the message, its name is not translated. */
const waitForStandby = 'SyncRepWaitForLSN';

/**
 * Runs a statement that may commit. When a session cancels a commit's wait for a standby
 * (`pg_cancel_backend`), PostgreSQL reports success with a warning. A token or revocation that is
 * acknowledged then would be lost by a failover, so the warning becomes an error here.
 *
 * @throws CommitNotReplicated
 */
export const confirmed = async <T>(client: pg.ClientBase, run: () => Promise<T>): Promise<T> => {
  const seen = { cancelled: false };
  const listen = ({ routine }: { readonly routine?: string | undefined }): void => {
    seen.cancelled ||= routine === waitForStandby;
  };
  client.on('notice', listen);
  try {
    const result = await run();
    if (seen.cancelled) throw new CommitNotReplicated();
    return result;
  } finally {
    client.removeListener('notice', listen);
  }
};
