import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { openDeployment } from '../keys/deployment.js';
import { startProcess } from '../support/processes.js';

/** A supervisor starts only what has ended. */
test('a process that cannot listen says why and ends', { timeout: 30_000 }, async () => {
  const { app } = await openDeployment();
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = String(typeof address === 'object' && address !== null ? address.port : 0);
  const started = await startProcess({ ...app.environment, PORTARIA_PORT: port });
  taken.close();
  expect(await started.exited).toBe(1);
  expect(started.output()).toContain(
    `Cannot listen at 127.0.0.1, port ${port}: another process uses this port. Check PORTARIA_HOST and PORTARIA_PORT.`,
  );
});
