import {
  type DifferingSetting,
  type ProcessSettings,
  routeTablesKey,
} from '../../core/overview/process-settings.js';
import type { MonotonicClock } from '../../core/shared/durations.js';
import type { ProcessRole } from '../../core/shared/process-role.js';
import { callWithAsynchronousCommit } from '../asynchronous-commit.js';
import type { Database } from '../database.js';

/** What operators see of a process. */
export interface ProcessDescription {
  /** A UUID of this process alone. */
  readonly id: string;
  readonly host: string;
  readonly role: ProcessRole;
  readonly version: string;
  readonly settings: ProcessSettings;
  /** The digest of the route tables that it has in force; `null` when it has none. */
  readonly routeTables: () => string | null;
}

/** `HeartbeatEvents`: what those who run the gateway must hear of the other processes. */
export interface HeartbeatEvents {
  /** Called when the settings that differ have changed; with none, when all agree again. */
  settingsDiffer(differing: readonly DifferingSetting[]): void;
}

/** The next heartbeat repeats what a crash of the database loses. */
const recordProcess = {
  name: 'record-process',
  text: callWithAsynchronousCommit('record_process($1::uuid, $2, $3, $4, $5::float8)'),
};
const recordSettings = {
  name: 'record-settings',
  text: 'SELECT setting, others FROM record_settings($1::uuid, $2::jsonb, $3)',
};
const removeProcess = {
  name: 'remove-process',
  text: callWithAsynchronousCommit('remove_process($1::uuid)'),
};

/** What a name may have, so that the database takes every one. */
const printable = (host: string): string => host.replaceAll(/[^!-~]/g, '_').slice(0, 255) || 'unknown';

/**
 * Writes that this process runs, with the settings that all must have in common, and removes that when it
 * ends.
 */
export class ProcessHeartbeat {
  readonly #startedMs: number;
  #recorded = false;
  #differing: readonly DifferingSetting[] = [];

  constructor(
    private readonly database: Database,
    private readonly described: ProcessDescription,
    private readonly monotonicClock: MonotonicClock,
    private readonly events: HeartbeatEvents,
  ) {
    this.#startedMs = monotonicClock();
  }

  async record(): Promise<void> {
    const { id, host, role, version } = this.described;
    this.#recorded = true;
    const uptimeMs = this.monotonicClock() - this.#startedMs;
    await this.database.query(recordProcess, [id, printable(host), role, version, uptimeMs]);
    await this.recordSettings();
  }

  /** How many settings other running processes have differently, at the last heartbeat. */
  get differingSettings(): number {
    return this.#differing.length;
  }

  private async recordSettings(): Promise<void> {
    const { id, settings } = this.described;
    const routeTables = this.described.routeTables();
    const shown = { ...settings.shared, ...(routeTables !== null && { [routeTablesKey]: routeTables }) };
    const own = [id, JSON.stringify(shown), settings.masterKeys.join(' ')];
    const compared = await this.database.query<DifferingSetting>(recordSettings, own);
    const differing = compared.filter(({ setting }) => setting !== routeTablesKey);
    const isChanged = JSON.stringify(differing) !== JSON.stringify(this.#differing);
    this.#differing = differing;
    if (isChanged) this.events.settingsDiffer(differing);
  }

  /** Removes it. Never throws: a process that cannot be removed is shown as missing, for an hour. */
  async close(): Promise<void> {
    if (!this.#recorded) return;
    this.#recorded = false;
    await this.database.query(removeProcess, [this.described.id]).catch(() => undefined);
  }
}
