import { z } from 'zod';
import { processRoles } from '../../src/core/shared/process-role.js';
import type { Overview } from '../../src/management/overview/show-overview.js';
import type { Wire } from '../openapi/wire.js';
import { time } from './fields.js';
import { signingKey } from './key.js';

const count = z.int().min(0);

const expiryCounts = z
  .strictObject({
    within30Days: count,
    within7Days: count,
    within1Day: count,
    expired: count.meta({ description: 'Expired in the last 30 days.' }),
    more: z
      .boolean()
      .meta({ description: 'There are more than the 10,000 that end first, which are counted.' }),
  })
  .meta({
    id: 'ExpiryCounts',
    description: 'Without those that have a used replacement. `within30Days` includes the two after it.',
  });

const seenProcess = z
  .strictObject({
    id: z.uuid(),
    host: z.string(),
    role: z.enum(processRoles),
    version: z.string(),
    state: z.enum(['running', 'missing']),
    startedAt: time,
    lastSeenAt: time,
  })
  .meta({ id: 'SeenProcess' });

const standby = z
  .strictObject({
    name: z.string().nullable(),
    state: z.string().nullable(),
    synchronous: z.boolean().nullable().meta({ description: 'Whether a commit waits for it.' }),
    lagBytes: z.number().min(0).nullable().meta({ description: 'Bytes of WAL that it has not replayed.' }),
    lagSeconds: z.number().min(0).nullable(),
  })
  .meta({ id: 'Standby', description: 'A value is null if the database login may not read it.' });

/** The state of the whole gateway. */
export const overview = z
  .strictObject({
    at: time,
    publicUrl: z.url().nullable().meta({ description: 'Where merchants reach the gateway.' }),
    certificates: expiryCounts,
    secrets: expiryCounts,
    keys: z.array(signingKey).meta({ description: 'Those that are not retired.' }),
    processes: z.array(seenProcess).meta({ description: 'Seen in the last hour, at most 100.' }),
    database: z.strictObject({
      roundTripMs: z.number().min(0).meta({ description: 'Of one statement of this request.' }),
      partitionsEndAt: time.meta({ description: 'From then on, no token is issued.' }),
      standbys: z.array(standby),
    }),
  })
  .meta({ id: 'Overview' }) satisfies z.ZodType<Wire<Overview>>;
