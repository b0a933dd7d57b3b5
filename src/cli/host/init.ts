import type { Command } from 'commander';
import type { CliContext } from '../cli-context.js';
import type { DeploymentFile } from '../deployment/deployment-files.js';
import type { Deployment } from '../deployment/ensure-deployment.js';
import { explain } from '../help.js';
import { collectValues } from '../inputs.js';
import type { Column, Screen } from '../screen/screen.js';

interface InitOptions {
  readonly serverName?: readonly string[];
  readonly demo: boolean;
  readonly replicated?: true;
}

const columns: readonly Column<DeploymentFile>[] = [
  { head: 'file', cell: ({ file }) => file },
  { head: 'state', cell: ({ state }) => state },
  { head: 'purpose', cell: ({ what }) => what },
];

/** `portaria init`. */
export const addInitCommand = (program: Command, context: CliContext): void => {
  const verb = program
    .command('init')
    .argument('[folder]', 'folder of docker-compose.yml', '.')
    .description('create secrets and development certificates (containers)')
    .option('--server-name <name>', "DNS name in the server's certificate; repeatable", collectValues)
    .option('--no-demo', 'leave out the demo accounts')
    .option('--replicated', 'three PostgreSQL servers that fail over, instead of one')
    .action((folder: string, options: InitOptions) => init(context, folder, options));
  explain(verb, {
    details: [
      'Creates what is missing in .deployment/, readable only by its owner, and writes the owner to .env. It overwrites ' +
        'nothing: you can run it again safely. It warns of an existing file that cannot be used.',
      'To use your own server certificate, put it and its key at .deployment/nginx/server.pem and server.key. Put the client ' +
        'CAs into .deployment/nginx/client-ca.pem.',
    ],
    examples: [
      'portaria init',
      'portaria init --server-name auth.example.com --no-demo',
      'portaria init --no-demo --replicated',
    ],
    next: ['docker compose up -d --wait'],
  });
};

const init = async (context: CliContext, folder: string, options: InitOptions): Promise<void> => {
  // Creating certificates needs packages that no other command should wait for.
  const { ensureDeployment } = await import('../deployment/ensure-deployment.js');
  const deployment = await ensureDeployment({
    folder,
    serverNames: options.serverName ?? [],
    demo: options.demo,
    replicated: options.replicated ?? false,
    now: context.platform.now(),
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
  screen.print(`${count('created')} file(s) created,${completed} ${count('kept')} kept unchanged.`);
  if (givenTo !== null) {
    screen.print(`They belong to user ${givenTo}. The containers run as this user, not as root.`);
  }
  for (const { file, note } of files) if (note !== null) screen.warn(`Note: ${file} ${note}.`);
  const isKept = (name: string): boolean =>
    files.some(({ file, state }) => file.endsWith(name) && state === 'kept');
  if (options.serverName && isKept('/server.pem')) {
    screen.warn('Note: --server-name has no effect, because the server certificate already exists.');
  }
  if (demo !== options.demo) {
    screen.warn(`Note: the demo stays ${demo ? 'on' : 'off'}, because COMPOSE_PROFILES in .env says so.`);
  }
  screen.print('Next: docker compose up -d --wait');
  if (demo)
    screen.print(
      'Afterwards, .deployment/demo/demo.env has the demo account. README.md has the curl command.',
    );
  else screen.print('Then: docker compose exec manage portaria account create "Loja Exemplo Ltda"');
};
