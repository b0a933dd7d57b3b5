import { z } from 'zod';
import { shownRoles } from '../../src/core/accounts/operator-role.js';
import type { SearchResult } from '../../src/management/search/search.js';
import type { Wire } from '../openapi/wire.js';
import { fingerprint, id, time } from './fields.js';

const account = z.strictObject({
  type: z.literal('account'),
  accountId: id,
  name: z.string(),
  kind: z.enum(['merchant', 'operator']),
  role: z.enum(shownRoles).nullable(),
  status: z.enum(['active', 'suspended']),
  taxId: z.string().nullable(),
});

const credential = z.strictObject({
  type: z.literal('credential'),
  clientId: z.string(),
  label: z.string(),
  status: z.enum(['active', 'revoked']),
  accountId: id,
  accountName: z.string(),
});

const certificate = z.strictObject({
  type: z.literal('certificate'),
  fingerprint,
  subject: z.string(),
  notAfter: time,
  revokedAt: time.nullable(),
});

const token = z.strictObject({
  type: z.literal('token'),
  tokenId: z.uuid(),
  contract: z.string(),
  issuedAt: time,
  expiresAt: time,
  accountId: id,
  clientId: z.string().nullable().meta({ description: '`null`: a token of a user.' }),
  revokedAt: time.nullable().meta({
    description:
      'Null if no revocation ends the token, or if the token has expired and the revocation is deleted.',
  }),
});

const refusal = z.strictObject({
  type: z.literal('refusal'),
  requestId: z.string(),
  at: time,
  contract: z.string(),
  reason: z.string(),
  happened: z.string(),
  accountId: id.nullable(),
});

/** What a search found. */
export const searchResult = z
  .strictObject({
    items: z.array(z.discriminatedUnion('type', [token, refusal, credential, certificate, account])),
    more: z.boolean().meta({ description: 'Whether there is more than is shown.' }),
  })
  .meta({ id: 'SearchResult' }) satisfies z.ZodType<Wire<SearchResult>>;
