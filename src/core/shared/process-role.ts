/** What a process of the application serves (`PORTARIA_ROLE`). */
export const processRoles = ['all', 'issue', 'manage'] as const;

/**
 * `issue`: tokens and their verification. `manage`: the admin API, self-service and the maintenance
 * of the database. `all`: both, in one process.
 */
export type ProcessRole = (typeof processRoles)[number];

/** Whether a process of this role has the use cases of management. */
export const servesManagement = (role: ProcessRole): boolean => role !== 'issue';

/** Whether a process of this role issues tokens to merchants, and verifies them for NGINX. */
export const servesIssuance = (role: ProcessRole): boolean => role !== 'manage';
