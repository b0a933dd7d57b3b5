import { loadProcessRole } from '../../config/config.js';
import { servesManagement } from '../../core/shared/process-role.js';
import { ExpiryCounter } from '../../storage/maintenance/expiry-counter.js';
import { type Check, ok, skipped, warning } from '../check.js';

/** No certificate and no secret of an account ends within a week, or has ended, without a used replacement. */
export const expiringCheck: Check = {
  name: 'expiring',
  after: 'schema',
  page: 'how-to/operator/expiring-certificates',
  run: async ({ deployment: { database, values } }) => {
    if (!servesManagement(loadProcessRole(values)))
      return skipped('The database login of an issuing process may not look at it.');
    const counter = new ExpiryCounter(database.connections.maintenance);
    await counter.count();
    const due = counter.counts.filter(({ count, withinDays }) => withinDays === 7 && count > 0);
    if (due.length === 0) return ok('No certificate and no secret of an account ends within 7 days.');
    const words = due.map(
      ({ count, kind, accountKind }) =>
        `${String(count)} ${kind}${count === 1 ? '' : 's'} of ${accountKind}s`,
    );
    return warning(
      `Within 7 days or already, ${words.join(' and ')} end without a used replacement.`,
      'List them: portaria certificate expiring, and portaria credential expiring.',
    );
  },
};
