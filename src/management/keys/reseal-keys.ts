import type { KeyGenerator } from '../../core/keys/key-generator.js';
import { DeploymentError } from '../../core/shared/deployment-error.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { PreparedChange, UseCase } from '../use-case.js';

export interface ResealResult {
  /** How many items are sealed. */
  readonly sealed: number;
  /** How many of them were sealed under another master key until now. */
  readonly resealed: number;
}

/**
 * Seals everything under the current master key, so that the previous one can be removed. Either
 * all of it is resealed or nothing.
 */
export class ResealKeys implements UseCase<void, ResealResult> {
  readonly action = 'key.reseal';

  constructor(private readonly keys: KeyGenerator) {}

  targetsOf() {
    return {};
  }

  prepare(): PreparedChange<ResealResult> {
    return {
      kind: 'changes',
      run: async (tx) => {
        await tx.keys.lock();
        const things = await tx.sealed.lockAll();
        let resealed = 0;
        for (const thing of things) {
          const material = orRefusal(() => this.keys.reseal(thing));
          if (!material) continue;
          await tx.sealed.replace(thing, material);
          resealed += 1;
        }
        return { sealed: things.length, resealed };
      },
    };
  }
}

const orRefusal = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error;
    throw new ManagementError('refused', `master key: ${error.message}`, 'master key', { cause: error });
  }
};
