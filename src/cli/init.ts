import type { Command } from 'commander';
import type { CliContext } from './cli-context.js';
import type { DeploymentFile } from './deployment/deployment-files.js';
import type { Deployment } from './deployment/ensure-deployment.js';
import { explain } from './help.js';
import { collectValues } from './inputs.js';
import type { Column, Screen } from './screen.js';

interface InitOptions {
  readonly serverName?: readonly string[];
  readonly demo: boolean;
}

const columns: readonly Column<DeploymentFile>[] = [
  { head: 'file', cell: ({ file }) => file },
  { head: 'state', cell: ({ state }) => state },
  { head: 'what', cell: ({ what }) => what },
];

/** `portaria init`. */
export const addInitCommand = (program: Command, context: CliContext): void => {
  const verb = program
    .command('init')
    .argument('[folder]', 'where docker-compose.yml is', '.')
    .description('make secrets and development certificates for containers')
    .option('--server-name <name>', "a DNS name for the server's certificate; may be repeated", collectValues)
    .option('--no-demo', 'without the demo accounts')
    .action((folder: string, options: InitOptions) => init(context, folder, options));
  explain(verb, {
    details: [
      'Makes what is missing, readable for its owner alone, and overwrites nothing: run it again whenever you like. A kept file that cannot be used is told of. ' +
        'Everything is in .deployment/, and in .env who owns it.',
      'To bring your own certificate, put it and its key at .deployment/nginx/server.pem and server.key; the client ' +
        'CAs belong into .deployment/nginx/client-ca.pem.',
    ],
    examples: ['portaria init', 'portaria init --server-name auth.example.com --no-demo'],
    next: ['docker compose up -d --wait'],
  });
};

const init = async (context: CliContext, folder: string, options: InitOptions): Promise<void> => {
  // Creating certificates needs packages that no other command should wait for.
  const { ensureDeployment } = await import('./deployment/ensure-deployment.js');
  const deployment = await ensureDeployment({
    folder,
    serverNames: options.serverName ?? [],
    demo: options.demo,
    now: context.host.now(),
  });
  const screen = context.screen();
  if (screen.json(deployment)) return;
  screen.list(deployment.files, columns);
  printNextSteps(screen, deployment, options);
};

const printNextSteps = (screen: Screen, { files, demo, givenTo }: Deployment, options: InitOptions): void => {
  const count = (wanted: DeploymentFile['state']): number =>
    files.filter(({ state }) => state === wanted).length;
  const completed = count('completed') === 0 ? '' : ` ${count('completed')} completed,`;
  screen.print(`${count('made')} file(s) made,${completed} ${count('kept')} kept as they were.`);
  if (givenTo !== null) {
    screen.print(`They belong to user ${givenTo}, as whom the containers run: nothing in them is root.`);
  }
  for (const { file, note } of files) if (note !== null) screen.warn(`Note: ${file} ${note}.`);
  const isKept = (name: string): boolean =>
    files.some(({ file, state }) => file.endsWith(name) && state === 'kept');
  if (options.serverName && isKept('/server.pem')) {
    screen.warn('Note: the certificate of the server was kept, so --server-name did nothing.');
  }
  if (demo !== options.demo) {
    screen.warn(`Note: the demo stays ${demo ? 'on' : 'off'}, as COMPOSE_PROFILES in .env says.`);
  }
  screen.print('Next: docker compose up -d --wait');
  if (demo) screen.print('Then the demo account is in .deployment/demo/demo.env; README.md has the curl.');
  else screen.print('Then: docker compose exec manage portaria account create "Loja Exemplo Ltda"');
};
