import { z } from 'zod';
import { fingerprintFrom } from '../core/shared/ids.js';
import { namedPageFields, pageFields } from '../http/problem-details/page.js';

export const apisQuery = z.strictObject(namedPageFields);
export const apiRulesQuery = z.strictObject({
  contains: z.string().max(200, { error: 'must be at most 200 characters' }).exactOptional(),
  ...pageFields,
});

const method = z
  .string()
  .regex(/^[A-Z]{1,16}$/, { error: 'must be an HTTP method in capitals, such as GET' });
const path = z
  .string()
  .max(4096, { error: 'must be at most 4096 characters' })
  .startsWith('/', { error: 'must begin with /, such as /cob/abc' });
const texts = z.array(z.string().max(200, { error: 'must be at most 200 characters' }));

const certificate = z
  .string()
  .transform((text) => fingerprintFrom(text))
  .refine((fingerprint) => fingerprint !== null, { error: 'must be the fingerprint: 64 hex digits' });

/** What a token would grant that was not issued. */
const claims = z.strictObject({
  scopes: texts.max(64, { error: 'must be at most 64' }),
  audience: z.string().max(200, { error: 'must be at most 200 characters' }).nullable().default(null),
  bound: z.boolean().default(true),
});

/** A request that was not sent: with a token, or with the claims of one. */
export const apiRequestBody = z
  .strictObject({
    method,
    path,
    token: z.string().min(1, { error: 'must not be empty' }).exactOptional(),
    certificate: certificate.nullable().exactOptional(),
    claims: claims.exactOptional(),
  })
  .refine(({ token, claims: imagined }) => (token === undefined) !== (imagined === undefined), {
    path: ['token'],
    error: 'is needed, or claims, and not both',
  })
  .refine(
    ({ certificate: presented, claims: imagined }) => presented === undefined || imagined === undefined,
    {
      path: ['certificate'],
      error: 'goes with token. With claims, say bound',
    },
  );

/** A new OpenAPI document, with the options of the import. */
export const newDocumentBody = z.strictObject({
  document: z.string(),
  scopeMap: z.string().exactOptional(),
  basePath: z.string().exactOptional(),
  upstream: z.string().exactOptional(),
  audiences: texts.max(20, { error: 'must be at most 20' }).exactOptional(),
  requireBound: z.boolean().exactOptional(),
  allowUnscoped: z.boolean().exactOptional(),
  leaveOut: z.array(z.string()).max(2000, { error: 'must be at most 2000' }).exactOptional(),
});
