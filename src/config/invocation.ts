/** What somebody types to call the command line: npm tells its scripts which one they are. */
export const commandName = (
  env: Readonly<Record<string, string | undefined>> = process.env,
): 'portaria' | 'npm run --silent portaria --' =>
  env['npm_lifecycle_event'] === 'portaria' ? 'npm run --silent portaria --' : 'portaria';
