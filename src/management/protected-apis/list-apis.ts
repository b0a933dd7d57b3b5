import type { RouteTablesOfProcess } from '../../core/overview/overview-reader.js';
import type { KnownApis } from '../../core/protected-apis/protected-api.js';
import type { ProtectedApis } from '../../core/protected-apis/protected-apis.js';
import type { Reads } from '../../core/shared/unit-of-work.js';

/** A process that answers for the APIs, and whether it has the tables that are shown. */
export interface ProcessWithTables extends Omit<RouteTablesOfProcess, 'digest'> {
  /** `unknown`: it has read no tables. */
  readonly tables: 'same' | 'other' | 'unknown';
}

export interface ListedApis extends KnownApis {
  readonly processes: readonly ProcessWithTables[];
}

/** Lists the protected APIs, and which processes answer by the same route tables. */
export class ListApis {
  constructor(
    private readonly apis: ProtectedApis,
    private readonly database: Reads,
  ) {}

  async run(): Promise<ListedApis> {
    const known = await this.apis.list();
    const processes = await this.database.read((tx) => tx.overview.routeTables());
    return { ...known, processes: processes.map((one) => compared(one, known.digest)) };
  }
}

const compared = ({ digest, ...process }: RouteTablesOfProcess, shown: string | null): ProcessWithTables => ({
  ...process,
  tables: digest === null ? 'unknown' : digest === shown ? 'same' : 'other',
});
