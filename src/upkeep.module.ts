import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { Readiness } from './core/readiness.js';
import { KeyRing } from './crypto/key-ring.js';
import { Partitions } from './storage/partitions.js';
import { PostgresRefusalLog } from './storage/postgres-refusal-log.js';
import { RevocationFeed } from './storage/revocation-feed.js';
import { SchemaGuard } from './storage/schema-guard.js';
import { Upkeep } from './upkeep.js';

type Parts = [SchemaGuard, KeyRing, Partitions, RevocationFeed, PostgresRefusalLog];

/** The work beside the requests, and what it knows of this process's readiness. */
@Module({})
export class UpkeepModule {
  static with(log: Logger): DynamicModule {
    return {
      module: UpkeepModule,
      global: true,
      providers: [
        {
          provide: Upkeep,
          useFactory: (...parts: Parts) => new Upkeep(...parts, log),
          inject: [SchemaGuard, KeyRing, Partitions, RevocationFeed, PostgresRefusalLog],
        },
        { provide: Readiness, useExisting: Upkeep },
      ],
      exports: [Upkeep, Readiness],
    };
  }
}
