import { type EntityManager, In, IsNull } from 'typeorm';
import type { CertificateFilter, ListedCertificate } from '../../core/certificates/certificate-repository.js';
import type { AccountId } from '../../core/shared/ids.js';
import { AccountCertificateRow } from '../rows/account-certificate-row.js';
import { CertificateRow } from '../rows/certificate-row.js';
import { toCertificate } from '../rows/row-mappers.js';

/** Of those that have expired, only what the metrics count as well (`ExpiryCounter`). */
const isLinked = `EXISTS (
  SELECT FROM account_certificate l
  WHERE l.certificate_id = x.id AND l.unlinked_at IS NULL AND (x.not_after >= :now OR (
    EXISTS (SELECT FROM account a WHERE a.id = l.account_id AND a.status = 'active')
    AND NOT EXISTS (
      SELECT FROM account_certificate n JOIN certificate y ON y.id = n.certificate_id
      WHERE n.account_id = l.account_id AND n.id > l.id AND n.unlinked_at IS NULL AND n.last_used_at IS NOT NULL
        AND y.revoked_at IS NULL AND y.not_after > x.not_after))))`;

/** Lists stored certificates with the accounts that have them linked, in the order of their ids. */
export const listCertificates = async (
  manager: EntityManager,
  { expiring, after, limit }: CertificateFilter,
): Promise<ListedCertificate[]> => {
  const wanted = manager.createQueryBuilder(CertificateRow, 'x').orderBy('x.id');
  if (after !== null) wanted.andWhere('x.id > :after', { after });
  if (expiring)
    wanted.andWhere(`x.not_after BETWEEN :from AND :to AND x.revoked_at IS NULL AND ${isLinked}`, expiring);
  const found = await wanted.limit(limit).getMany();
  const links = await manager.find(AccountCertificateRow, {
    where: { certificateId: In(found.map(({ id }) => id)), unlinkedAt: IsNull() },
    order: { accountId: 'ASC' },
  });
  return found.map((row) => ({
    ...toCertificate(row),
    linkedTo: links
      .filter(({ certificateId }) => certificateId === row.id)
      .map(({ accountId }) => accountId as AccountId),
  }));
};
