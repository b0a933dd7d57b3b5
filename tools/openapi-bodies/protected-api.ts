import { z } from 'zod';
import type { DocumentComparison } from '../../src/core/protected-apis/document-comparison.js';
import type { ApiRule, ProtectedApi } from '../../src/core/protected-apis/protected-api.js';
import { refusedTokenReasons } from '../../src/core/refusals/refused-token.js';
import { processRoles } from '../../src/core/shared/process-role.js';
import type { ExplainedDecision } from '../../src/management/protected-apis/check-api-request.js';
import type { ListedApis } from '../../src/management/protected-apis/list-apis.js';
import type { Wire } from '../openapi/wire.js';
import { fingerprint, id, time } from './fields.js';
import { pageOf } from './page.js';

const digest = z.string().meta({ description: 'SHA-256 in hex.' });
const alternatives = z.array(z.array(z.string())).meta({
  description: 'One alternative is enough, and all of its scopes are needed. `[[]]`: any token.',
});

export const protectedApi = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    version: z.string(),
    upstream: z.string(),
    ruleCount: z.int().min(0),
    audiences: z.array(z.string()).meta({ description: 'Of the tokens that open the API.' }),
    requireBound: z.boolean().meta({ description: 'Only tokens that are bound to the client certificate.' }),
    scopes: z.array(z.string()).meta({ description: 'That the rules name, at most 100.' }),
    scopeCount: z.int().min(0),
    digest: digest.meta({ description: 'SHA-256 of the route table `NAME.routes.json`, in hex.' }),
    changedAt: time,
  })
  .meta({ id: 'ProtectedApi' }) satisfies z.ZodType<Wire<ProtectedApi>>;

const processWithTables = z
  .strictObject({
    id: z.uuid(),
    host: z.string(),
    role: z.enum(processRoles),
    tables: z.enum(['same', 'other', 'unknown']),
  })
  .meta({ id: 'ProcessWithTables', description: '`unknown`: the process has read no route tables.' });

export const protectedApis = pageOf(protectedApi)
  .extend({
    digest: digest.nullable().meta({ description: 'Of all route tables together.' }),
    problem: z.string().nullable().meta({
      description: 'Why the files cannot be used now. The tables before them stay in force.',
    }),
    processes: z
      .array(processWithTables)
      .meta({ description: 'Running processes that answer for the APIs, at most 100.' }),
  })
  .meta({ id: 'ProtectedApis' }) satisfies z.ZodType<
  Wire<Omit<ListedApis, 'apis'>> & { items: Wire<ProtectedApi>[] }
>;

export const apiRule = z
  .strictObject({
    method: z.string(),
    path: z.string(),
    scopes: alternatives,
    coveredBy: z.array(z.string()).meta({ description: 'Platform scopes that contain a needed scope.' }),
  })
  .meta({ id: 'ApiRule' }) satisfies z.ZodType<Wire<ApiRule>>;

const reasons = [
  ...refusedTokenReasons,
  'invalid_token',
  'malformed_request',
  'not_found',
  'method_not_allowed',
] as const;

export const apiRequestDecision = z
  .strictObject({
    allowed: z.boolean(),
    reason: z.enum(reasons).nullable(),
    detail: z.string().nullable(),
    rule: z
      .strictObject({
        ...apiRule.shape,
        api: z.string(),
        audiences: z.array(z.string()),
        requireBound: z.boolean(),
      })
      .nullable()
      .meta({ description: 'The rule of this method and path, also when the token is denied.' }),
    methods: z.array(z.string()).meta({ description: 'With a rule at this path.' }),
    token: z
      .strictObject({
        id: z.string(),
        accountId: id,
        clientId: z.string(),
        grant: z
          .strictObject({
            audience: z.string(),
            scopes: z.array(z.string()),
            boundTo: fingerprint.nullable(),
            expiresAt: time,
          })
          .nullable()
          .meta({ description: 'Null if the token is not valid, or not on this connection.' }),
      })
      .nullable()
      .meta({ description: 'Null if the signature is not valid.' }),
    explanation: z.strictObject({ happened: z.string(), wouldPass: z.string(), next: z.string() }).nullable(),
  })
  .meta({ id: 'ApiRequestDecision' }) satisfies z.ZodType<Wire<ExplainedDecision>>;

const count = z.int().min(0);

export const documentComparison = z
  .strictObject({
    digest: digest.meta({ description: 'Of the route table that the document was compared with.' }),
    counts: z.strictObject({ added: count, removed: count, changed: count, unchanged: count }),
    changes: z.array(
      z
        .strictObject({
          change: z.enum(['added', 'removed', 'changed']),
          method: z.string(),
          path: z.string(),
          before: alternatives.nullable(),
          after: alternatives.nullable(),
        })
        .meta({ id: 'RuleChange' }),
    ),
    leftOut: z
      .array(z.strictObject({ method: z.string(), path: z.string(), why: z.string() }))
      .meta({ description: 'Operations of the document without a rule: the gateway rejects them.' }),
    notes: z.array(z.string()),
    command: z.string().meta({ description: 'The command that makes the changes, on the command line.' }),
  })
  .meta({ id: 'DocumentComparison' }) satisfies z.ZodType<Wire<DocumentComparison>>;
