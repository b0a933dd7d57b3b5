import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { Readiness } from './core/readiness.js';
import { KeyRing } from './crypto/key-ring.js';
import { RoutesFolder } from './gateway/routes-folder.js';
import { ProcessReadiness } from './process-readiness.js';
import { Partitions } from './storage/partitions.js';
import { PepperGuard } from './storage/pepper-guard.js';
import { RevocationFeed } from './storage/revocation-feed.js';
import { SchemaGuard } from './storage/schema-guard.js';
import { type Kept, Upkeep } from './upkeep.js';

type KeptParts = [SchemaGuard, KeyRing, RevocationFeed, Partitions, PepperGuard, RoutesFolder];
const keptOf = (...[guard, ring, revocations, partitions, peppers, routes]: KeptParts): Kept => ({
  ...{ guard, ring, revocations, partitions, peppers, routes },
});

type ReadinessParts = ConstructorParameters<typeof ProcessReadiness>;

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
          useFactory: (...parts: KeptParts) => new Upkeep(keptOf(...parts), log),
          inject: [SchemaGuard, KeyRing, RevocationFeed, Partitions, PepperGuard, RoutesFolder],
        },
        {
          provide: ProcessReadiness,
          useFactory: (...parts: ReadinessParts) => new ProcessReadiness(...parts),
          inject: [SchemaGuard, KeyRing, Partitions, RevocationFeed],
        },
        { provide: Readiness, useExisting: ProcessReadiness },
      ],
      exports: [Upkeep, ProcessReadiness, Readiness],
    };
  }
}
