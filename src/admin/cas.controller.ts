import { Get, Param, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import type { StoredCa } from '../core/ca/certificate-authority.js';
import { changeQuery } from '../http/problem-details/dry-run-query.js';
import { noInput } from '../http/problem-details/no-input.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { CaUseCases } from '../management/ca/ca-use-cases.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { OperatorChanges } from './operator-changes.js';
import { RequireScope } from './require-scope.js';

/** The days for which a revocation list is valid; the use case checks their bounds. */
export const crlQuery = z.strictObject({
  ...changeQuery.shape,
  days: z
    .string()
    .regex(/^\d{1,4}$/, { error: 'must be a number of days' })
    .transform(Number)
    .exactOptional(),
});

/** Presents an authority without its sealed key. */
const toBody = ({ sealed: _sealed, ...ca }: StoredCa): object => ({
  ...ca,
  signs: ca.retiredAt === null,
});

/**
 * `/api/admin/cas`: the gateway's own certificate authorities. They are created and
 * imported only at the command line: docs/reference/admin-api.md.
 */
@AdminRoutes('cas')
export class CasController {
  constructor(
    private readonly cas: CaUseCases,
    private readonly changes: OperatorChanges,
  ) {}

  @Get()
  @RequireScope('admin:read')
  async list(@Query() query: unknown): Promise<RouteResponse> {
    parseInput(noInput, query);
    const { cas } = await this.cas.show.run();
    return { body: { items: cas.map(toBody), nextCursor: null } };
  }

  /**
   * Signs a revocation list. The scope is that of reading, because a list shows what is revoked and
   * takes nothing away. The audit trail records that it was signed, and by whom.
   */
  @Get(':fingerprint/crl')
  @RequireScope('admin:read')
  crl(
    @Req() request: AdminRequest,
    @Param('fingerprint') ca: string,
    @Query() query: unknown,
  ): Promise<RouteResponse> {
    const { days } = parseInput(crlQuery, query);
    return this.changes.change(
      request,
      this.cas.signCrl,
      { ca, ...(days !== undefined && { days }) },
      {
        // The list is sent in DER: RFC 5280 section 4.2.1.13 and RFC 2585 section 4.2.
        toBody: ({ der }) => ({ body: Buffer.from(der), mediaType: 'application/pkix-crl' }),
      },
    );
  }
}
