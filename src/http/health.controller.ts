import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readiness, type ReadinessReport } from '../core/shared/readiness.js';

/**
 * Health probes, on the application's own port only. There are two readiness answers, because
 * tokens can still be verified without the database but cannot be issued.
 */
@Controller('healthz')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessReport> {
    return answered(reply, await this.readiness.toIssue());
  }

  @Get('ready/verify')
  readyToVerify(@Res({ passthrough: true }) reply: FastifyReply): ReadinessReport {
    return answered(reply, this.readiness.toVerify());
  }
}

const answered = (reply: FastifyReply, report: ReadinessReport): ReadinessReport => {
  void reply.status(report.status === 'ok' ? 200 : 503);
  return report;
};
