import { z } from 'zod';
import type { ErrorStatus } from './operation.js';

/** An error in the words of the main contract, which NGINX uses for its own: nginx/errors.conf.template. */
export const mainError = z
  .object({
    statusCode: z.int(),
    error: z.string().meta({ description: 'The reason phrase of the status.' }),
    message: z
      .union([z.string(), z.array(z.string())])
      .meta({ description: 'If `code` is `malformed_request`, a list with one entry per problem.' }),
    code: z.string().meta({ description: 'A stable code that your program may compare.' }),
    requestId: z
      .string()
      .meta({ description: 'The same as `X-Request-Id`. The operator can look up the cause by it.' }),
    hint: z.string().optional().meta({ description: 'What to do, if that is known.' }),
  })
  .meta({
    id: 'Error',
    description:
      'An error of the contract `avista`, of NGINX before the request reached the application, or of an unknown path.',
  });

/** What NGINX may answer by itself on every path, whatever the application does. */
export const statusesOfNginx: readonly ErrorStatus[] = [400, 404, 413, 414, 429, 431, 500, 503];

/** What the statuses mean that only NGINX answers. */
export const nginxMeanings = {
  414: 'The request line is longer than 32 KiB.',
  431: 'A header is larger than 32 KiB, or all headers together are larger than 128 KiB.',
} as const;
