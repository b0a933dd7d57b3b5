import { loadConfig } from './config/config.js';
import { ConfigError } from './config/read-settings.js';
import { Unusable } from './core/unusable.js';
import { createServer } from './server.js';
import { createLogger } from './telemetry/logger.js';

/** Reads the configuration, listens, and drains on a signal. */
const main = async (): Promise<void> => {
  const config = loadConfig(process.env);
  const log = createLogger(config.logLevel);
  const server = await createServer(config, { log, stopwatch: () => performance.now() });
  const stop = async (signal: string): Promise<void> => {
    log.info({ signal }, 'stopping');
    await server.close();
  };
  // Before there is a request that a signal could take along, and for each signal: an impatient second one changes nothing.
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, (signal) => void stop(signal));
  const port = await server.listen();
  log.info({ host: config.http.host, port }, 'listening');
};

main().catch((error: unknown) => {
  // People read this: a configuration, a schema or a key that cannot be used, never a stack trace for what we foresee.
  const foreseen = error instanceof ConfigError || error instanceof Unusable;
  process.stderr.write(
    `${foreseen ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
