import type { AccountId, CertificateId } from '../../core/shared/ids.js';
import type { ClientIdentity } from '../../core/tokens/grant.js';
import type { Database, Statement } from '../database.js';
import { WriteBehind, type WriteEvents } from './write-behind.js';

/**
 * Rows are locked in the order of their ids, so that two processes cannot deadlock. `greatest` is
 * needed because another process may have written a later use. A row that a session has locked is
 * skipped: it would keep the uses of all others unwritten, and a connection of the pool with them.
 */
const writeSecrets = {
  name: 'write-secret-uses',
  text: `
    UPDATE credential_secret s SET last_used_at = greatest(s.last_used_at, to_timestamp(u.at))
    FROM (SELECT t.id, q.at, q.n FROM unnest($1::bigint[], $2::float8[]) WITH ORDINALITY AS q (secret_id, at, n)
          JOIN credential_secret t ON t.id = q.secret_id
          ORDER BY t.id FOR NO KEY UPDATE OF t SKIP LOCKED) AS u
    WHERE s.id = u.id RETURNING u.n::integer AS n`,
};

const writeLinks = {
  name: 'write-link-uses',
  text: `
    UPDATE account_certificate l SET last_used_at = greatest(l.last_used_at, to_timestamp(u.at))
    FROM (SELECT k.id, q.at, q.n
          FROM unnest($1::bigint[], $2::bigint[], $3::float8[]) WITH ORDINALITY AS q (account_id, certificate_id, at, n)
          JOIN account_certificate k
            ON k.account_id = q.account_id AND k.certificate_id = q.certificate_id AND k.unlinked_at IS NULL
          ORDER BY k.id FOR NO KEY UPDATE OF k SKIP LOCKED) AS u
    WHERE l.id = u.id RETURNING u.n::integer AS n`,
};

/**
 * Different secrets, or links, that may wait. Beyond it a use is lost; the client's next token
 * records one again.
 */
const waitingMax = 10_000;

/** Once a second. What is gone by then, such as a link, or locked for as long, is not written. */
const triesMax = 600;

interface Use {
  readonly ids: readonly string[];
  readonly atSeconds: number;
  /** How often its row was skipped. */
  readonly tries: number;
}

/** The uses of one kind of thing that wait to be written: only the last use of each. */
class Uses {
  #last = new Map<string, Use>();

  constructor(private readonly statement: Statement) {}

  get waiting(): boolean {
    return this.#last.size > 0;
  }

  note(ids: readonly string[], atSeconds: number, tries = 0): void {
    const key = ids.join(' ');
    const last = this.#last.get(key);
    if (last ? last.atSeconds < atSeconds : this.#last.size < waitingMax)
      this.#last.set(key, { ids, atSeconds, tries });
  }

  /** Writes the waiting uses. Throws when they could not be written, and keeps them for the next try. */
  async write(database: Database): Promise<void> {
    const uses = [...this.#last.values()];
    const [first] = uses;
    if (!first) return;
    this.#last = new Map();
    const columns = first.ids.map((_, index) => uses.map(({ ids }) => ids[index]));
    const values = [...columns, uses.map(({ atSeconds }) => atSeconds)];
    try {
      const written = new Set(
        (await database.query<{ n: number }>(this.statement, values)).map(({ n }) => n),
      );
      for (const [place, { ids, atSeconds, tries }] of uses.entries())
        if (!written.has(place + 1) && tries < triesMax) this.note(ids, atSeconds, tries + 1);
    } catch (error) {
      for (const { ids, atSeconds, tries } of uses) this.note(ids, atSeconds, tries);
      throw error;
    }
  }
}

/**
 * Records when each secret and each link of a certificate was last used, after the answers were
 * sent: all uses within a second cost two statements, whatever the number of tokens. It raises no
 * account's version, because it changes nothing that a token depends on.
 */
export class LastUseRecorder {
  readonly #secrets = new Uses(writeSecrets);
  readonly #links = new Uses(writeLinks);
  readonly #behind: WriteBehind;

  constructor(
    private readonly database: Database,
    events: WriteEvents,
  ) {
    this.#behind = new WriteBehind(this, events);
  }

  get waiting(): boolean {
    return this.#secrets.waiting || this.#links.waiting;
  }

  note({ secretId, accountId, certificate }: ClientIdentity, atSeconds: number): void {
    this.#secrets.note([secretId], atSeconds);
    if (certificate) this.#links.note([accountId, certificate.id], atSeconds);
    this.#behind.later();
  }

  /** Notes the use of a certificate alone: users of the realm have no secret of a credential. */
  noteLink(accountId: AccountId, certificateId: CertificateId, atSeconds: number): void {
    this.#links.note([accountId, certificateId], atSeconds);
    this.#behind.later();
  }

  async write(): Promise<void> {
    try {
      await this.#secrets.write(this.database);
    } finally {
      await this.#links.write(this.database);
    }
  }

  /**
   * Writes what is waiting, as far as the database allows; afterwards it writes nothing more. Never
   * throws.
   */
  close(): Promise<void> {
    return this.#behind.close();
  }
}
