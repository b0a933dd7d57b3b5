import { type DynamicModule, Module } from '@nestjs/common';
import { Readiness } from '../core/shared/readiness.js';
import { VerificationMeter } from '../core/tokens/verification-meter.js';
import { RoutesInForce } from '../gateway/routes-in-force.js';
import { RevocationFeed } from '../storage/hot-path/revocation-feed.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics, type VerificationState } from './metrics.js';

const inSeconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);

const verificationStateOf = (
  feed: RevocationFeed,
  routes: RoutesInForce,
  readiness: Readiness,
): VerificationState => ({
  revocationsAgeSeconds: () => inSeconds(feed.ageMs),
  knownRevocations: () => feed.count,
  canVerify: () => readiness.toVerify().status === 'ok',
  routesAgeSeconds: () => inSeconds(routes.ageMs),
  routes: () => routes.count,
  routesAreSound: () => routes.isSound,
});

/**
 * The log and the metrics.
 *
 * This folder owns how events and figures leave the process. It must never show a secret, a token
 * or anything that identifies a client in a metric, or be reachable through NGINX.
 */
@Module({})
export class TelemetryModule {
  static with(): DynamicModule {
    return {
      module: TelemetryModule,
      global: true,
      controllers: [MetricsController],
      providers: [
        {
          provide: Metrics,
          useFactory: (feed: RevocationFeed, routes: RoutesInForce, readiness: Readiness) =>
            new Metrics(verificationStateOf(feed, routes, readiness)),
          inject: [RevocationFeed, RoutesInForce, Readiness],
        },
        { provide: VerificationMeter, useExisting: Metrics },
      ],
      exports: [VerificationMeter],
    };
  }
}
