import type { KnownPeppers } from '../../core/credentials/secret-generator.js';
import { DeploymentError } from '../../core/shared/deployment-error.js';
import type { Database } from '../database.js';

/**
 * A function of the migrations. It takes as many steps as there are peppers, however many secrets
 * there are.
 */
const readPeppers = { name: 'read-peppers', text: 'SELECT p AS pepper FROM peppers_in_use() AS p' };

/** Digests of other systems without the pepper; two partial indexes of the migrations hold them alone. */
const readUnpeppered = {
  name: 'read-unpeppered',
  text: 'SELECT has_unpeppered_digests() AS unpeppered',
};

/**
 * Detects a pepper that is missing here: secrets whose digests were made under it would be refused
 * as wrong.
 */
export class PepperCheck {
  constructor(
    private readonly database: Database,
    private readonly known: KnownPeppers,
  ) {}

  /**
   * Throws `DeploymentError` when no secret can be checked here: the pepper belongs to
   * another deployment, or was lost. Throws an `Error` when only some cannot be checked; the others
   * work.
   */
  async check(): Promise<void> {
    await this.checkPeppers();
    const [row] = await this.database.query<{ unpeppered: boolean }>(readUnpeppered);
    if (!row?.unpeppered) return;
    throw new Error(
      'some secrets have a digest of another system without the pepper and are refused; ' +
        'run portaria pepper status, and portaria pepper apply --help',
    );
  }

  private async checkPeppers(): Promise<void> {
    const inUse = (await this.database.query<{ pepper: string }>(readPeppers)).map(({ pepper }) => pepper);
    const known = new Set([this.known.current, ...this.known.others]);
    const unknown = inUse.filter((pepper) => !known.has(pepper));
    if (unknown.length === 0) return;
    const ids = unknown.join(', ');
    const mend = 'put the missing pepper into PORTARIA_PEPPER or PORTARIA_PREVIOUS_PEPPERS';
    if (unknown.length === inUse.length) {
      throw new DeploymentError(
        `PORTARIA_PEPPER: no secret can be checked with it: their digests were made under another ` +
          `pepper (id ${ids}); ${mend}. Is this the right database?`,
      );
    }
    throw new Error(
      `some secrets cannot be checked here and are refused: their digests were made under an unknown pepper (id ${ids}); ${mend}`,
    );
  }
}
