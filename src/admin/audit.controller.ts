import { Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { AdminRoutes } from './admin-routes.js';
import type { Answer } from '../edge/wing/answer.js';
import { AuditUseCases } from '../management/audit-use-cases.js';
import { instant } from '../edge/wing/instant.js';
import { Needs } from './needs.js';
import { pageAnswer, pageFields } from '../edge/wing/page.js';
import { read } from '../edge/wing/read.js';

const text = z.string().exactOptional();
const auditQuery = z.strictObject({
  actor: text,
  action: text,
  target: text,
  outcome: z.enum(['done', 'refused']).exactOptional(),
  since: instant.exactOptional(),
  until: instant.exactOptional(),
  ...pageFields,
});

/** Who did what, when, to what. */
@AdminRoutes('audit')
export class AuditController {
  constructor(private readonly audit: AuditUseCases) {}

  /** Newest first. */
  @Get()
  @Needs('audit:read')
  async list(@Query() query: unknown): Promise<Answer> {
    const { limit, cursor, ...filter } = read(auditQuery, query);
    const before = cursor === null ? {} : { before: cursor };
    const page = await this.audit.list.run({ ...filter, ...before, limit: limit + 1 });
    return pageAnswer(page.events.toReversed(), limit, ({ id }) => id);
  }

  @Get('verify')
  @Needs('audit:read')
  async verify(@Query() query: unknown): Promise<Answer> {
    const { noted } = read(z.strictObject({ noted: text }), query);
    return { body: await this.audit.verify.run(noted === undefined ? {} : { noted }) };
  }
}
