import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ManagementError } from '../../core/shared/management-error.js';
import type { CliContext } from '../cli-context.js';
import type { HostFilePlan, ServiceGroup } from '../deployment/host-files.js';
import { explain } from '../help.js';
import type { Column, Screen } from '../screen/screen.js';
import { answersFor, type SetupOptions } from './setup-answers.js';

/** Where the Debian package has the console and the documentation. */
const pages = '/usr/share/portaria';

/**
 * `portaria setup`.
 *
 * This folder owns the commands that prepare a host: its files, its database and its NGINX; it must never overwrite
 * a file that may be a real key.
 */
export const addSetupCommand = (program: Command, context: CliContext): void => {
  const verb = program
    .command('setup')
    .description('create secrets, settings and certificates of this host (systemd)')
    .option('--dir <folder>', 'folder of the configuration', '/etc/portaria')
    .option('--user <name>', 'user of the services, who may read the secrets', 'portaria')
    .option('--issuer <url>', 'address of the gateway, such as https://auth.example.com')
    .option('--database <url>', 'PostgreSQL, such as postgresql://127.0.0.1:5432/portaria')
    .option('--server-cert <file>', "PEM file of the server's certificate and its intermediates")
    .option('--server-key <file>', 'PEM file of its private key')
    .option('--client-ca <file>', 'PEM file of the client CAs')
    .option('--development-certificates', 'make certificates that no client trusts')
    .option('--processes <number>', 'processes of the application, 1 to 9', '1')
    .option('--admin-port <port>', 'port of the admin listener', '9443')
    .option('--dry-run', 'show what would be done, without doing it')
    .option('--yes', 'do it without a question')
    .action((options: SetupOptions) => setup(context, options));
  explain(verb, {
    details: [
      'At a terminal, the command asks for what you did not give as an option, shows what it will do, and asks before it ' +
        'does it. It creates what is missing and overwrites nothing: an existing secret, certificate or setting is kept. You ' +
        'can run it again safely.',
      'It writes portaria.env, which the application, the command line and the NGINX renderer read (PORTARIA_ENV_FILE). Each ' +
        'secret is a file below secrets/. Only root can read the login of the schema owner; the group of the service user can ' +
        'read the others. Keep a copy of the master key and of the pepper elsewhere.',
      'Certificates are copied to tls/. When you renew the server certificate, replace the files there: portaria-nginx reloads.',
    ],
    examples: [
      'portaria setup --dry-run',
      'portaria setup --issuer https://auth.example.com --server-cert cert.pem --server-key key.pem --client-ca cas.pem --yes',
    ],
    next: ['portaria nginx render --to /etc/portaria/nginx'],
  });
};

const setup = async (context: CliContext, options: SetupOptions): Promise<void> => {
  const { terminal } = context.platform;
  const screen = context.screen();
  const dryRun = options.dryRun ?? false;
  const { group, missingUser } = await groupOf(options.user);
  if (missingUser !== null && !dryRun) throw noUser(missingUser);
  const answers = await answersFor(options, options.yes ? null : terminal.prompts);
  // Creating certificates needs packages that no other command should wait for.
  const { planHost } = await import('../deployment/host-setup.js');
  const folder = resolve(options.dir);
  const plans = await planHost({ ...answers, folder, group, pages, now: context.platform.now() });
  if (screen.json({ dryRun, missingUser, files: plans.map(({ file, action }) => ({ file, action })) })) {
    if (!dryRun) await applyAll(plans, () => undefined);
    return;
  }
  screen.list(plans, columns);
  if (dryRun) {
    screen.print('Dry run: nothing was written.');
    if (missingUser !== null) screen.print(`Before you run this: ${howToCreate(missingUser)}`);
    return;
  }
  if (!options.yes && terminal.prompts && !(await terminal.prompts.confirm('Continue?', true)))
    throw new ManagementError('invalid', 'not confirmed. Nothing was written');
  await applyAll(plans, (file) => {
    screen.print(`Wrote ${file}.`);
  });
  printNextSteps(screen, folder, answers.processes);
};

const columns: readonly Column<HostFilePlan>[] = [
  { head: 'file', cell: ({ file }) => file, whole: true },
  { head: 'action', cell: ({ action }) => action },
  { head: 'what', cell: ({ what }) => what },
];

const applyAll = async (plans: readonly HostFilePlan[], done: (file: string) => void): Promise<void> => {
  for (const { file, action, apply } of plans) {
    await apply();
    if (action !== 'keep') done(file);
  }
};

interface GroupOfUser {
  readonly group: ServiceGroup;
  /** The service user, if it does not exist. */
  readonly missingUser: string | null;
}

/** Root gives the files to the group of the service user; anybody else configures their own processes. */
const groupOf = async (user: string): Promise<GroupOfUser> => {
  if (process.getuid?.() !== 0) return { group: null, missingUser: null };
  const users = await readFile('/etc/passwd', 'utf8');
  const entry = users.split('\n').find((line) => line.startsWith(`${user}:`));
  if (entry === undefined) return { group: null, missingUser: user };
  return { group: { gid: Number(entry.split(':')[3]) }, missingUser: null };
};

const howToCreate = (user: string): string =>
  `the user ${user} does not exist. Create it: useradd --system --shell /usr/sbin/nologin ${user}`;

const noUser = (user: string): ManagementError =>
  new ManagementError('not_found', `--user: ${howToCreate(user)}`, 'user');

const printNextSteps = (screen: Screen, folder: string, processes: number): void => {
  const units = Array.from({ length: processes }, (_, index) => `portaria@${String(index + 1)}`).join(' ');
  const lines = [
    'Next:',
    `  export PORTARIA_ENV_FILE=${folder}/portaria.env`,
    "  portaria database prepare --password-file <file with the password of PostgreSQL's superuser>",
    '  systemctl start portaria-migrate',
    `  portaria nginx render --to ${folder}/nginx`,
    `  systemctl enable --now ${units} portaria-nginx portaria-nginx-reload.path`,
  ];
  // One by one: a line break within a sentence would be escaped.
  for (const line of lines) screen.print(line);
};
