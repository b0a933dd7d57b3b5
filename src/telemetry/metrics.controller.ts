import { Controller, Get, Header } from '@nestjs/common';
import { Metrics } from './metrics.js';

/**
 * The metrics endpoint for Prometheus. Like `/healthz/`, it is on the application's own port only.
 */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  all(): Promise<string> {
    return this.metrics.text();
  }
}
