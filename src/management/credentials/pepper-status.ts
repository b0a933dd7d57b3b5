import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import type { Reads } from '../../core/shared/unit-of-work.js';

export interface PepperUse {
  /** `null`: custom secrets; their digests need no pepper. */
  readonly pepper: string | null;
  /** `current`: new digests are made under it; `previous`: known, and read; `unknown`: its secrets are refused as wrong. */
  readonly standing: 'current' | 'previous' | 'unknown' | 'none';
  /** Live secrets of active credentials. */
  readonly secrets: number;
}

/** How far the digests have moved to the pepper of today, and so which pepper is still needed. */
export class PepperStatus {
  constructor(
    private readonly database: Reads,
    private readonly secretGenerator: SecretGenerator,
  ) {}

  /** One entry for each pepper that is known or in use, the current one first. */
  async run(): Promise<readonly PepperUse[]> {
    const { current, others } = this.secretGenerator.peppers();
    const counts = await this.database.read((tx) => tx.credentials.secretsByPepper());
    const secretsUnder = (pepper: string | null): number =>
      counts.find((count) => count.pepper === pepper)?.secrets ?? 0;
    const known = [current, ...others];
    const unknown = counts.flatMap(({ pepper }) => (pepper === null || known.includes(pepper) ? [] : pepper));
    return [
      { pepper: current, standing: 'current', secrets: secretsUnder(current) },
      ...others.map((pepper) => ({ pepper, standing: 'previous' as const, secrets: secretsUnder(pepper) })),
      ...unknown.map((pepper) => ({ pepper, standing: 'unknown' as const, secrets: secretsUnder(pepper) })),
      { pepper: null, standing: 'none', secrets: secretsUnder(null) },
    ];
  }
}
