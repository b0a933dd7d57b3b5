import type { EntityManager } from 'typeorm';
import type { CredentialExpiryFilter } from '../../core/credentials/credential-repository.js';
import { AccountRow } from '../rows/account-row.js';
import { CredentialRow } from '../rows/credential-row.js';
import { pageByTime } from './page-by-time.js';

/** The earliest end of `expiriesOf`, by the same rule: a page is as long as it was asked for. */
const endsAt = `least(
  CASE WHEN c.expires_at BETWEEN :from AND :to THEN c.expires_at END,
  (SELECT min(s.expires_at) FROM credential_secret s
   WHERE s.credential_id = c.id AND s.retired_at IS NULL AND s.expires_at BETWEEN :from AND :to
     AND NOT EXISTS (
       SELECT FROM credential_secret n
       WHERE n.credential_id = c.id AND n.id > s.id AND n.retired_at IS NULL AND n.last_used_at IS NOT NULL)))`;

/** Lists the credentials in use of which something ends in the period, those that end first at the top. */
export const listExpiringCredentials = async (
  manager: EntityManager,
  { from, to, after, limit }: CredentialExpiryFilter,
): Promise<CredentialRow[]> => {
  const wanted = manager
    .createQueryBuilder(CredentialRow, 'c')
    .innerJoin(AccountRow, 'a', `a.id = c.account_id AND a.status = 'active'`)
    .where(`c.status = 'active' AND ${endsAt} IS NOT NULL`, { from, to });
  return pageByTime(wanted, { time: endsAt, id: 'c.id' }, after).limit(limit).getMany();
};
