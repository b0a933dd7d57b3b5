import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readiness, type ReadinessReport } from '../core/shared/readiness.js';
import { OutcomeLog } from './outcome-log.js';

/**
 * Health probes, on the application's own port only. There are two readiness answers, because
 * tokens can still be verified without the database but cannot be issued.
 */
@Controller('healthz')
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly outcomes: OutcomeLog,
  ) {}

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReadinessReport> {
    return this.answered(request, reply, await this.readiness.toIssue());
  }

  @Get('ready/verify')
  readyToVerify(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): ReadinessReport {
    return this.answered(request, reply, this.readiness.toVerify());
  }

  private answered(request: FastifyRequest, reply: FastifyReply, report: ReadinessReport): ReadinessReport {
    if (report.status === 'ok') return report;
    // Who reads the log at night has no answer of the probe.
    this.outcomes.note(request, { detail: failedChecks(report) });
    void reply.status(503);
    return report;
  }
}

const failedChecks = ({ checks }: ReadinessReport): string =>
  Object.entries(checks)
    .filter(([, words]) => words !== 'ok')
    .map(([check, words]) => `${check}: ${words}`)
    .join('; ');
