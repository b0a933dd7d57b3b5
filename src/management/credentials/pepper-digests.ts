import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { ReadTransaction } from '../../core/shared/unit-of-work.js';
import type { PreparedChange, UseCase } from '../use-case.js';

export interface PepperedDigests {
  /** The client ids and user names whose digest is accepted from now on, sorted. */
  readonly owners: readonly string[];
}

/**
 * Puts every digest of another system that is in the database under the current pepper. It
 * vouches for what is there: a planted digest is accepted afterwards as well. So it runs once,
 * after an upgrade or a restore, and its result and its audit event name every owner.
 */
export class PepperDigests implements UseCase<void, PepperedDigests> {
  readonly action = 'pepper.apply';

  constructor(private readonly secrets: SecretGenerator) {}

  targetsOf() {
    return {};
  }

  prepare(): PreparedChange<PepperedDigests> {
    return {
      kind: 'changes',
      run: async (tx) => {
        await this.refuseOtherPepper(tx);
        const owners = new Set<string>();
        for (const stored of await tx.importedDigests.lockAll()) {
          const peppered = this.secrets.pepperedDigest(stored.digest);
          if (peppered === null) continue;
          await tx.importedDigests.replace(stored, peppered);
          owners.add(stored.owner);
        }
        return { owners: [...owners].sort() };
      },
    };
  }

  /** Under another deployment's pepper, running processes would refuse all of them. */
  private async refuseOtherPepper(tx: ReadTransaction): Promise<void> {
    const { current, others } = this.secrets.peppers();
    const inUse = (await tx.credentials.secretsByPepper()).flatMap(({ pepper }) => pepper ?? []);
    if (inUse.length === 0 || inUse.some((pepper) => [current, ...others].includes(pepper))) return;
    throw new ManagementError(
      'refused',
      `pepper: no secret in this database uses a pepper that is configured here (in use: ${inUse.join(', ')}). ` +
        'Set PORTARIA_PEPPER to that of the running processes',
      'pepper',
    );
  }
}
