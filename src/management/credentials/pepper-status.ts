import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import type { Reads } from '../../core/shared/unit-of-work.js';

export interface PepperUse {
  /** `null` stands for digests of other systems without a pepper. */
  readonly pepper: string | null;
  /**
   * `current`: new digests use it; `previous`: it is known and still accepted; `unknown`: its
   * secrets are refused as wrong; `unpeppered`: refused as wrong until `portaria pepper apply` ran.
   */
  readonly state: 'current' | 'previous' | 'unknown' | 'unpeppered';
  /** The number of active secrets of active credentials, and of passwords of active users. */
  readonly secrets: number;
}

/** Shows how many digests use each pepper, and so which pepper is still needed. */
export class PepperStatus {
  constructor(
    private readonly database: Reads,
    private readonly secretGenerator: SecretGenerator,
  ) {}

  /** Returns one entry for each pepper that is known or in use, the current one first. */
  async run(): Promise<readonly PepperUse[]> {
    const { current, others } = this.secretGenerator.peppers();
    const counts = await this.database.read((tx) => tx.credentials.secretsByPepper());
    const secretsUnder = (pepper: string | null): number =>
      counts.find((count) => count.pepper === pepper)?.secrets ?? 0;
    const known = [current, ...others];
    const unknown = counts.flatMap(({ pepper }) => (pepper === null || known.includes(pepper) ? [] : pepper));
    return [
      { pepper: current, state: 'current', secrets: secretsUnder(current) },
      ...others.map((pepper) => ({ pepper, state: 'previous' as const, secrets: secretsUnder(pepper) })),
      ...unknown.map((pepper) => ({ pepper, state: 'unknown' as const, secrets: secretsUnder(pepper) })),
      { pepper: null, state: 'unpeppered', secrets: secretsUnder(null) },
    ];
  }
}
