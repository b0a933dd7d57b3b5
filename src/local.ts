import { join } from 'node:path';
import { migrations } from '../migrations/list.js';
import { curlCommand, keepDemo } from './cli/local/demo.js';
import { messageOf, type Say } from './cli/local/processes.js';
import { type RunningStack, type StackParts, startStack } from './cli/local/stack.js';
import { readStackSettings, type StackSettings } from './cli/local/stack-settings.js';
import { loadManagementConfig } from './config/config.js';
import { openManagement } from './open-management.js';
import { migrate } from './storage/migrator.js';

/** `npm start`: the local stack of this folder, until Ctrl-C. */
const say: Say = (line) => {
  process.stdout.write(`${line}\n`);
};

const partsIn = (folder: string): StackParts => ({
  program: join(folder, 'main.js'),
  templates: join(folder, '../../nginx'),
  now: () => new Date(),
  say,
  migrate: async (ownerUrl) => {
    const waiting = (): void => {
      say('Another process migrates the database; waiting for it.');
    };
    const applied = await migrate(() => ownerUrl, migrations, { waiting });
    if (applied.length > 0) say(`Migrated the database (${String(applied.length)} steps).`);
    return applied;
  },
  keepDemo: async (facts) => {
    const management = openManagement(loadManagementConfig(facts.environment));
    try {
      await keepDemo(management, facts);
    } finally {
      await management.close();
    }
  },
});

const greet = async ({ home, ports }: StackSettings): Promise<void> => {
  const [tls, header, admin] = [ports.tls, ports.header, ports.admin].map(
    (port) => `https://localhost:${String(port)}`,
  );
  say(`
${String(tls)}   mutual TLS
${String(header)}   certificate in a header
${String(admin)}   operators
Ids and secrets are in ${join(home, 'demo.env')}, logs in ${join(home, 'logs')}. Ctrl-C stops everything.

A token, to be pasted into another terminal:

${await curlCommand(home)}
`);
  say(`ready: ${String(tls)}`);
};

/** One signal stops everything in order; the process ends when nothing of it runs any more. */
const stopOnSignal = (stack: RunningStack): void => {
  let stopping = false;
  const stop = async (exitCode: number, reason: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    say(reason);
    await stack.stop();
    say('Stopped.');
    process.exit(exitCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void stop(0, 'Stopping.'));
  void stack.broken.then((sentence) => stop(1, sentence));
};

const main = async (): Promise<void> => {
  const settings = readStackSettings(process.env);
  const stack = await startStack(settings, partsIn(import.meta.dirname));
  stopOnSignal(stack);
  await greet(settings);
};

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
