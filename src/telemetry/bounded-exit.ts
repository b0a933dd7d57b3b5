/** How long the reader of the log may take for the last lines. */
export const lastLinesMs = 5000;

/**
 * Ends the process by `signal` when it has not ended by itself within `ms`. A reader of the log that
 * hangs leaves a write to standard output in the kernel. Node waits for its thread, even in
 * `process.exit`, so nothing but a signal ends such a process. Its timer keeps no process alive.
 */
export const exitWithin = (ms: number, signal: NodeJS.Signals): void => {
  setTimeout(() => {
    // Without listeners the signal has its default action.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }, ms).unref();
};
