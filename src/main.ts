/**
 * Reads the configuration, listens, and drains when it gets a signal.
 *
 * This folder owns the two programs, the application and `portaria`; it must never contain more
 * than their start.
 */
import { createServer } from './app/server.js';
import { loadConfig } from './config/config.js';
import { withEnvFile } from './config/env-file.js';
import { ConfigError } from './config/read-settings.js';
import { DeploymentError } from './core/shared/deployment-error.js';
import { startWatchdog } from './jobs/watchdog.js';
import { exitWithin, lastLinesMs } from './telemetry/bounded-exit.js';
import { createLogger } from './telemetry/logger.js';
import { traceFieldsOfLog } from './telemetry/tracing/active-span.js';

const main = async (): Promise<void> => {
  const config = loadConfig(withEnvFile(process.env));
  const log = createLogger(config.logLevel, undefined, config.traces && traceFieldsOfLog);
  startWatchdog(config.watchdogSeconds, (error) => {
    log.error({ error: error.message }, 'the watchdog ended: a process that hangs is no longer restarted');
  });
  const server = await createServer(config, {
    log,
    monotonicClock: () => performance.now(),
    processClock: () => Date.now(),
  });
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    log.info({ signal }, 'stopping');
    await server.close();
    exitWithin(lastLinesMs, signal);
    log.flush();
  };
  // Registered before the first request, so that a signal interrupts none, and for every signal: a
  // second signal from an impatient operator changes nothing.
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, (signal) => void stop(signal));
  const port = await server.listen();
  log.info({ host: config.http.host, port }, 'listening');
};

main().catch((error: unknown) => {
  // Operators read this: for a foreseen error, such as an unusable configuration, schema or key,
  // only its message and never a stack trace.
  const foreseen = error instanceof ConfigError || error instanceof DeploymentError;
  process.stderr.write(
    `${foreseen ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
