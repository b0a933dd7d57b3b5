import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFile } from '../../src/cli/deployment/make-file.js';
import { newKey, newPassword } from '../../src/cli/deployment/new-secrets.js';

const names = [
  'master-key',
  'pepper',
  'listener-tls',
  'listener-header',
  'listener-admin',
  'listener-gateway',
  'database-owner',
  'database-application',
  'database-manager',
] as const;
export type StackSecretName = (typeof names)[number];

/** The secrets of the local stack, and where each one is stored. */
export interface StackSecrets {
  readonly folder: string;
  valueOf(name: StackSecretName): string;
  fileOf(name: StackSecretName): string;
}

/**
 * Reads the secrets in `folder`, and generates those that are missing; each is a file of its own
 * with mode 0600.
 */
export const ensureSecrets = async (folder: string): Promise<StackSecrets> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fileOf = (name: StackSecretName): string => join(folder, name);
  const values: Partial<Record<StackSecretName, string>> = {};
  for (const name of names) values[name] = await keep(fileOf(name), isKey(name) ? newKey() : newPassword());
  return { folder, fileOf, valueOf: (name) => values[name] ?? '' };
};

const isKey = (name: StackSecretName): boolean => name === 'master-key' || name === 'pepper';

const keep = async (file: string, made: string): Promise<string> => {
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept !== null) return kept;
  await makeFile(file, made);
  return made;
};
