import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import type { NoticeKind } from '../../src/core/notices/notice.js';
import { noticeEvents } from '../openapi-bodies/notice-event.js';

const summaries: Readonly<Record<NoticeKind, string>> = {
  'certificate.expiring': 'A linked certificate soon expires',
  'certificate.expired': 'A certificate has expired that was in use',
  'secret.expiring': 'A client secret soon expires',
  'secret.expired': 'A client secret has expired that was in use',
  'requests.rejected': 'Token requests of one account are rejected again and again',
  'signing-key.due': 'A signing key is due for rotation',
  'doctor.failed': 'A check of doctor began to fail',
};

const headers = z.object({
  'webhook-id': z
    .uuid()
    .meta({ description: 'The same in every attempt: ignore one that you have handled.' }),
  'webhook-timestamp': z
    .string()
    .regex(/^\d+$/)
    .meta({ description: 'Seconds since 1970, of this attempt.' }),
  'webhook-signature': z.string().regex(/^v1,/).meta({ description: 'As Standard Webhooks describes it.' }),
});

/** `certificate.expiring` becomes `receiveCertificateExpiring`. */
const operationIdOf = (kind: NoticeKind): string =>
  `receive${kind
    .split(/[.-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}`;

/** The notices that webhooks get. */
export const noticeWebhooks: ZodOpenApiPathsObject = Object.fromEntries(
  [...noticeEvents].map(([kind, body]) => [
    kind,
    {
      post: {
        operationId: operationIdOf(kind),
        tags: ['notices'],
        summary: summaries[kind],
        security: [],
        requestParams: { header: headers },
        requestBody: { required: true, content: { 'application/json': { schema: body } } },
        responses: {
          '2XX': { description: 'The notice arrived. Any other status is tried again.' },
          '4XX': { description: 'The notice is tried again, for about a day and a half.' },
        },
      },
    },
  ]),
);
