/** The rows of the table, in the order of docs/benchmarks.md. */
import type { Row } from './figure.js';
import { algorithms } from './rows/algorithms.js';
import { before } from './rows/before.js';
import { connections } from './rows/connections.js';
import { customSecrets } from './rows/custom-secrets.js';
import { databaseWork } from './rows/database-work.js';
import { durablePeer } from './rows/durable-peer.js';
import { growth } from './rows/growth.js';
import { issue } from './rows/issue.js';
import { latency } from './rows/latency.js';
import { memory } from './rows/memory.js';
import { newConnection } from './rows/new-connection.js';
import { processes } from './rows/processes.js';
import { start } from './rows/start.js';
import { traces } from './rows/traces.js';
import { verify } from './rows/verify.js';

export const rows: readonly Row[] = [
  ...[issue, before, durablePeer, latency, connections, growth, databaseWork, processes],
  ...[algorithms, newConnection, verify, customSecrets, traces, start, memory],
];
