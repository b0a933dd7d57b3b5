import type { EntityManager } from 'typeorm';
import { type AccountId, createdAtMs, type TokenId } from '../../core/shared/ids.js';
import type { IssuedTokenReader, IssuedTokenRevoker } from '../../core/tokens/issued-token-repository.js';
import type { Revocation } from '../../core/tokens/revocation.js';
import type { RevokeContext } from '../transaction/change-context.js';

/**
 * Searches by the second that the id begins with, because the table is large and ordered by time.
 */
const find = `
  SELECT account_id::text AS account FROM token_issuance
  WHERE jti = $1 AND issued_at BETWEEN to_timestamp($2::float8 / 1000) - interval '2 seconds'
                                   AND to_timestamp($2::float8 / 1000) + interval '2 seconds'`;

/** Finds issued tokens in one transaction. */
export class PostgresIssuedTokenReader implements IssuedTokenReader {
  constructor(private readonly manager: EntityManager) {}

  /** Returns the token's account; `null` also when the record has been deleted since. */
  async accountOf(id: TokenId): Promise<AccountId | null> {
    const found: unknown = await this.manager.query(find, [id, createdAtMs(id)]);
    return (found as { account: AccountId }[])[0]?.account ?? null;
  }
}

export class PostgresIssuedTokenRevoker extends PostgresIssuedTokenReader implements IssuedTokenRevoker {
  constructor(private readonly change: RevokeContext) {
    super(change.manager);
  }

  async end(revocation: Revocation, target: string): Promise<void> {
    this.change.audit.addTarget(target);
    await this.change.revocations.write(revocation);
  }
}
