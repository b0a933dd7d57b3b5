/**
 * Returns what the user types to call the command line. npm sets a variable that names the script
 * it runs.
 */
export const commandName = (
  env: Readonly<Record<string, string | undefined>> = process.env,
): 'portaria' | 'npm run --silent portaria --' =>
  env['npm_lifecycle_event'] === 'portaria' ? 'npm run --silent portaria --' : 'portaria';
