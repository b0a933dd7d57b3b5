import type { EntityManager } from 'typeorm';
import type { Account } from '../../core/accounts/account.js';
import { tokenTarget } from '../../core/audit/audit-event.js';
import { type AccountId, createdAtMs, type TokenId } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import type { IssuedTokenReader, IssuedTokenRevoker } from '../../core/tokens/issued-token-repository.js';
import { ofToken, type Revocation } from '../../core/tokens/revocation.js';
import type { RevokeContext } from '../transaction/change-context.js';
import { countToday } from './count-today.js';

/**
 * Searches by the second that the id begins with, because the table is large and ordered by time.
 */
const find = `
  SELECT account_id::text AS account, session_id::text AS session FROM token_issuance
  WHERE jti = $1 AND issued_at BETWEEN to_timestamp($2::float8 / 1000) - interval '2 seconds'
                                   AND to_timestamp($2::float8 / 1000) + interval '2 seconds'`;

const findRevocation = 'SELECT id::text FROM revocation WHERE kind = $1 AND subject = $2';

const countRevokedToken = countToday('revoked_tokens');

/** Whether `count` is `first` times a power of two. */
const isDoubled = (count: number, first: number): boolean => Number.isInteger(Math.log2(count / first));

interface IssuedTokenRow {
  readonly account: AccountId;
  readonly session: TokenId | null;
}

/** Finds issued tokens in one transaction. */
export class PostgresIssuedTokenReader implements IssuedTokenReader {
  constructor(private readonly manager: EntityManager) {}

  /** Returns the token's account; `null` also when the record has been deleted since. */
  async accountOf(id: TokenId): Promise<AccountId | null> {
    return (await this.find(id))?.account ?? null;
  }

  async sessionOf(id: TokenId): Promise<TokenId | null> {
    return (await this.find(id))?.session ?? null;
  }

  private async find(id: TokenId): Promise<IssuedTokenRow | undefined> {
    const found: unknown = await this.manager.query(find, [id, createdAtMs(id)]);
    return (found as IssuedTokenRow[])[0];
  }
}

export class PostgresIssuedTokenRevoker extends PostgresIssuedTokenReader implements IssuedTokenRevoker {
  constructor(private readonly change: RevokeContext) {
    super(change.manager);
  }

  async revoke(revocation: Revocation, target: string): Promise<void> {
    this.change.audit.addTarget(target);
    await this.change.revocations.write(revocation);
  }

  async revokeOwn(id: TokenId, owner: Locked<Account>, eventsPerDay: number): Promise<void> {
    const { audit, manager, revocations } = this.change;
    const { kind, subject } = ofToken(id);
    const earlier = await manager.query<{ id: string }[]>(findRevocation, [kind, subject]);
    if (earlier.length > 0) {
      // Asked for twice at once: this one is answered past the barrier as well.
      revocations.ids.push(...earlier.map((one) => one.id));
      audit.omitEvent();
      return;
    }
    await this.revoke(ofToken(id), tokenTarget(id));
    const [row] = await manager.query<{ count: number }[]>(countRevokedToken, [owner.id]);
    const count = row?.count ?? 1;
    if (count <= eventsPerDay) return;
    if (isDoubled(count, eventsPerDay))
      audit.record('tokens revoked today', { before: null, after: { count } });
    else audit.omitEvent();
  }
}
