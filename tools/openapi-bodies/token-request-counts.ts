import { z } from 'zod';
import { countSteps } from '../../src/core/tokens/token-request-counts.js';
import type { TokenRequestCounts } from '../../src/management/overview/count-token-requests.js';
import type { Wire } from '../openapi/wire.js';
import { time } from './fields.js';

/** Token requests over time, by contract and outcome. */
export const tokenRequestCounts = z
  .strictObject({
    step: z.enum(countSteps),
    since: time,
    until: time,
    series: z
      .array(
        z.strictObject({
          contract: z.string(),
          outcome: z.string().meta({ description: '`issued`, or the reason of the rejection.' }),
          happened: z
            .string()
            .nullable()
            .meta({ description: 'The rejection in words, as in `Refusal`. Null for issued tokens.' }),
          counts: z.array(z.int().min(0)),
        }),
      )
      .meta({
        description:
          'One for each contract and outcome that occurred. `counts` has one number for each step.',
      }),
  })
  .meta({ id: 'TokenRequestCounts' }) satisfies z.ZodType<Wire<TokenRequestCounts>>;
