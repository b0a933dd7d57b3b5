import type { ProcessRole } from '../shared/process-role.js';
import type { Listener } from '../tokens/token-request.js';

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

/**
 * Names the digest of a proxy secret among the settings of a process. Only processes with the same role compare: with
 * two roles, NGINX sends each its own value. `masterKeyId` says what the digest was keyed with.
 */
export const proxySecretSetting = (listener: Listener, role: ProcessRole, masterKeyId: string): string =>
  `PORTARIA_${listener.toUpperCase()}_LISTENER_SECRET (PORTARIA_ROLE=${role}, master key ${masterKeyId})`;

/** Returns the setting whose digest is named so, with the role, or `null`. */
export const proxySecretNamed = (name: string): string | null =>
  /^(PORTARIA_[A-Z]+_LISTENER_SECRET \(PORTARIA_ROLE=[a-z]+), master key [0-9a-f]+\)$/
    .exec(name)?.[1]
    ?.concat(')') ?? null;
