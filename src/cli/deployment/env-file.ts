/** Returns an env file that a shell and `process.loadEnvFile` read alike. */
export const envFileOf = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
