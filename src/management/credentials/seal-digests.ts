import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import type { Step, UseCase } from '../use-case.js';

export interface SealedDigests {
  /** The client ids and user names whose digest is accepted from now on, sorted. */
  readonly owners: readonly string[];
}

/**
 * Seals every digest of another system that is in the database under the current pepper. It
 * vouches for what is there: a planted digest is accepted afterwards as well. So it runs once,
 * after an upgrade or a restore, and its result and its audit event name every owner.
 */
export class SealDigests implements UseCase<void, SealedDigests> {
  readonly action = 'pepper.seal';

  constructor(private readonly secrets: SecretGenerator) {}

  names() {
    return {};
  }

  prepare(): Step<SealedDigests> {
    return {
      kind: 'changes',
      run: async (tx) => {
        const owners = new Set<string>();
        for (const stored of await tx.foreignDigests.lockAll()) {
          const sealed = this.secrets.sealedDigest(stored.digest);
          if (sealed === null) continue;
          await tx.foreignDigests.replace(stored, sealed);
          owners.add(stored.owner);
        }
        return { owners: [...owners].sort() };
      },
    };
  }
}
