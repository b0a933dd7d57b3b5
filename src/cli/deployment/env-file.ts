import { chmod, writeFile } from 'node:fs/promises';

/** Readable by a shell and by `process.loadEnvFile` alike. */
export const envFileOf = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');

/** Writes `text` for its owner alone. */
export const writePrivate = async (file: string, text: string): Promise<void> => {
  await writeFile(file, text, { mode: 0o600 });
  await chmod(file, 0o600);
};
