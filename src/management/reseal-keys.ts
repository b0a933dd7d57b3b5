import type { Books } from '../core/books.js';
import type { KeySmith } from '../core/key-smith.js';
import { ManagementError } from '../core/management-error.js';
import { Unusable } from '../core/unusable.js';

export interface Resealing {
  /** How many things lie sealed. */
  readonly sealed: number;
  /** How many of them another master key had sealed until now. */
  readonly resealed: number;
}

/** Seals everything under the master key of today, so that the one of before can be forgotten. All of it or nothing. */
export class ResealKeys {
  constructor(
    private readonly books: Books,
    private readonly smith: KeySmith,
  ) {}

  run(): Promise<Resealing> {
    return this.books.change(async (books) => {
      await books.holdKeys();
      const things = await books.holdSealed();
      let resealed = 0;
      for (const thing of things) {
        const material = orRefusal(() => this.smith.reseal(thing));
        if (!material) continue;
        await books.replaceSealed(thing, material);
        resealed += 1;
      }
      return { sealed: things.length, resealed };
    });
  }
}

const orRefusal = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    throw new ManagementError('refused', `master key: ${error.message}`, 'master key', { cause: error });
  }
};
