import type { RingKey } from '../../core/keys/signing-key.js';
import type { DatabaseState, ExpiryCounts, SeenProcess } from '../../core/overview/overview-reader.js';
import type { Reads } from '../../core/shared/unit-of-work.js';

/** `Overview`: the state of the whole gateway, as of one instant of the database's clock. */
export interface Overview {
  readonly at: Date;
  /** Where merchants reach the gateway; `null` where the settings do not name it. */
  readonly publicUrl: string | null;
  readonly certificates: ExpiryCounts;
  readonly secrets: ExpiryCounts;
  /** Those that are not retired. */
  readonly keys: readonly RingKey[];
  readonly processes: readonly SeenProcess[];
  readonly database: DatabaseState;
}

/** The settings that operators see. */
export type OverviewSettings = Pick<Overview, 'publicUrl'>;

/** Shows what expires, the signing keys, the processes and the database. */
export class ShowOverview {
  constructor(
    private readonly database: Reads,
    private readonly settings: () => OverviewSettings,
  ) {}

  run(): Promise<Overview> {
    return this.database.read(async (tx) => {
      const at = await tx.now();
      const keys = await tx.keys.list();
      return {
        at,
        publicUrl: this.settings().publicUrl,
        certificates: await tx.overview.certificates(),
        secrets: await tx.overview.secrets(),
        keys: keys.filter(({ state }) => state !== 'retired'),
        processes: await tx.overview.processes(),
        database: await tx.overview.database(),
      };
    });
  }
}
