import pg from 'pg';
import { afterFile } from './cleanup.js';

/** A statement as it was sent to PostgreSQL, BEGIN and COMMIT included, with the connection that it took. */
export interface SentStatement {
  readonly text: string;
  readonly applicationName: string;
  readonly database: string;
}

// As it is in pg: its callers give it text, or an object with it.
type Query = (
  this: { readonly connectionParameters: { application_name: string; database: string } },
  ...all: unknown[]
) => unknown;

/**
 * Every statement that this process sends from now on, until the test file ends. Test files of one worker share the
 * process: pick by `sentTo` or by application name, or what another file left running is counted too.
 */
export const recordStatements = (): SentStatement[] => {
  const sent: SentStatement[] = [];
  const { prototype } = pg.Client as unknown as { prototype: { query: Query } };
  const { query } = prototype;
  prototype.query = function (...all) {
    const [first] = all;
    const text = typeof first === 'string' ? first : String((first as { text?: unknown }).text);
    const { application_name: applicationName, database } = this.connectionParameters;
    sent.push({ text: text.trim().replace(/\s+/g, ' '), applicationName, database });
    return query.apply(this, all);
  };
  afterFile(() => {
    prototype.query = query;
  });
  return sent;
};

/** Those that went to the database of this URL. */
export const sentTo = (sent: readonly SentStatement[], url: string): SentStatement[] => {
  const name = new URL(url).pathname.slice(1);
  return sent.filter(({ database }) => database === name);
};
