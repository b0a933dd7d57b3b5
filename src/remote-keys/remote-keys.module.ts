import { type DynamicModule, Module } from '@nestjs/common';
import type { MonotonicClock } from '../core/shared/durations.js';
import { RemoteKeySets } from '../core/tokens/remote-key-sets.js';
import { CachedKeySets } from './cached-key-sets.js';
import { HttpsKeySetFetcher, type KeySetAccess } from './https-key-set-fetcher.js';

/** The key sets of clients, wired to their port. */
@Module({})
export class RemoteKeysModule {
  static with(monotonicClock: MonotonicClock, access?: KeySetAccess): DynamicModule {
    return {
      module: RemoteKeysModule,
      global: true,
      providers: [
        {
          provide: CachedKeySets,
          useValue: new CachedKeySets(new HttpsKeySetFetcher(access), monotonicClock),
        },
        { provide: RemoteKeySets, useExisting: CachedKeySets },
      ],
      exports: [RemoteKeySets, CachedKeySets],
    };
  }
}
