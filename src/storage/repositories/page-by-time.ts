import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { TimePosition } from '../../core/shared/time-position.js';

/**
 * Orders a list by a time, then by id, and lets it begin after a position. Cursors have milliseconds, as
 * the times of JavaScript have: so the order has them too, and no item is between two pages.
 *
 * @param time SQL of the time
 * @param id column of the id
 */
export const pageByTime = <Row extends ObjectLiteral>(
  list: SelectQueryBuilder<Row>,
  { time, id }: { readonly time: string; readonly id: string },
  after: TimePosition | null,
): SelectQueryBuilder<Row> => {
  const at = `coalesce(date_trunc('milliseconds', ${time}), 'infinity')`;
  list.addSelect(at, 'page_at').orderBy('page_at').addOrderBy(id);
  if (after === null) return list;
  return list.andWhere(
    `(${at}, ${id}) > (coalesce(CAST(:pageAt AS timestamptz), 'infinity'), CAST(:pageId AS bigint))`,
    { pageAt: after.at, pageId: after.id },
  );
};
