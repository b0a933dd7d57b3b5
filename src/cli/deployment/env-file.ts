import { chmod, writeFile } from 'node:fs/promises';

/** Returns an env file that a shell and `process.loadEnvFile` read alike. */
export const envFileOf = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');

/** Writes `text` to a file that only its owner may read. */
export const writePrivate = async (file: string, text: string): Promise<void> => {
  await writeFile(file, text, { mode: 0o600 });
  await chmod(file, 0o600);
};
