import { Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { instant } from '../http/problem-details/instant.js';
import { pageFields, pageResponse } from '../http/problem-details/page.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { AccountUseCases } from '../management/accounts/account-use-cases.js';
import { AuditUseCases } from '../management/audit/audit-use-cases.js';
import { isValid } from '../management/audit/audit-verification.js';
import { AdminRoutes } from './admin-routes.js';
import { RequireScope } from './require-scope.js';
import { withAccountNames } from './with-account-names.js';

/** The caller waits for 13.5 s at most: what goes on for longer would only keep others waiting. */
const verificationMsMax = 12_000;

const text = z.string().exactOptional();
/** Selects audit events. */
export const auditQuery = z.strictObject({
  actor: text,
  action: text,
  target: text,
  outcome: z.enum(['done', 'refused']).exactOptional(),
  since: instant.exactOptional(),
  until: instant.exactOptional(),
  ...pageFields,
});

/** What the trail must still contain; docs/reference/audit-format.md. */
export const verificationQuery = z.strictObject({ checkpoint: text });

/** `/api/admin/audit`: who did what to which resource, and when. */
@AdminRoutes('audit')
export class AuditController {
  constructor(
    private readonly audit: AuditUseCases,
    private readonly accounts: AccountUseCases,
  ) {}

  /** Lists the events, newest first. */
  @Get()
  @RequireScope('audit:read')
  async list(@Query() query: unknown): Promise<RouteResponse> {
    const { limit, cursor, ...filter } = parseInput(auditQuery, query);
    const before = cursor === null ? {} : { before: cursor };
    const page = await this.audit.list.run({ ...filter, ...before, limit: limit + 1 });
    const names = await this.accounts.names.ofTargets(page.events.flatMap(({ targets }) => targets));
    return withAccountNames(
      pageResponse(page.events.toReversed(), limit, ({ id }) => id),
      names,
    );
  }

  @Get('verify')
  @RequireScope('audit:read')
  async verify(@Query() query: unknown): Promise<RouteResponse> {
    const { checkpoint } = parseInput(verificationQuery, query);
    const signal = AbortSignal.timeout(verificationMsMax);
    const result = await this.audit.verify.run({ signal, ...(checkpoint !== undefined && { checkpoint }) });
    return { body: { valid: isValid(result), ...result } };
  }
}
