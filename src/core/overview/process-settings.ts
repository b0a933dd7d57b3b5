/** `ProcessSettings`: what a process shows the others of its configuration. */
export interface ProcessSettings {
  /** Settings that all processes must have in common, by name. */
  readonly shared: Readonly<Record<string, string>>;
  /** Ids of the master keys that it knows. */
  readonly masterKeys: readonly string[];
}

/** `DifferingSetting`: a setting that other running processes have differently. */
export interface DifferingSetting {
  readonly setting: string;
  /** What some of them have, after the name of their host. */
  readonly others: readonly string[];
}

/**
 * The name of the digest of a process's route tables among its settings. Processes do not have to agree about
 * it: after an import each reads the new table within a second.
 */
export const routeTablesKey = 'routeTables';
