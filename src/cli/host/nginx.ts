import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { ConfigError } from '../../config/read-settings.js';
import { errorMessageOf } from '../../core/shared/error-message.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { CliContext } from '../cli-context.js';
import type { NginxBinary } from '../deployment/nginx-binary.js';
import type { RenderedFile } from '../deployment/nginx-templates.js';
import type { NginxPlan } from '../deployment/render-nginx.js';
import { shippedTemplates } from '../deployment/shipped-templates.js';
import { explain } from '../help.js';
import type { Column, Screen } from '../screen/screen.js';

interface RenderOptions {
  readonly to?: string;
  readonly nginxVersion?: string;
  readonly dryRun?: boolean;
}

/** `portaria nginx`. */
export const addNginxCommands = (program: Command, context: CliContext): void => {
  const render = program
    .command('nginx')
    .helpCommand(false)
    .description('render the NGINX configuration')
    .command('render [templates]')
    .description('render the NGINX configuration into a folder, and check it')
    .option('--to <folder>', 'folder to replace (default: PORTARIA_NGINX_DIR)')
    .option('--nginx-version <version>', 'render for this NGINX, if there is none here', parseVersion)
    .option('--dry-run', 'show which files would change, without writing them')
    .action((templates: string | undefined, options: RenderOptions) =>
      renderAll(context, templates, options),
    );
  explain(render, {
    details: [
      'The variables are settings, from the environment or the env file that PORTARIA_ENV_FILE names: the same file as the ' +
        "application's. docs/reference/nginx-variables.md lists them with their defaults. A variable that no enabled " +
        'listener uses is not required. The templates are those of this release, unless you name a folder with others. No ' +
        'database is needed.',
      'The proxy secrets are settings of the application, such as PORTARIA_TLS_LISTENER_SECRET. On a machine that has only ' +
        'NGINX, write them to PORTARIA_NGINX_SECRETS_DIR instead: the command keeps files whose secret is not set.',
      'The command checks the variables, the certificates and the pages. Then the NGINX of this machine (NGINX_BIN, or from ' +
        'the PATH) checks the result (nginx -t). Only a valid configuration replaces the folder, as a whole.',
      'You can run the command again safely. NGINX reads the result when it starts or reloads.',
    ],
    examples: [
      'portaria nginx render --to /etc/portaria/nginx --dry-run',
      'portaria nginx render --to /etc/portaria/nginx',
    ],
    next: ['systemctl reload-or-restart portaria-nginx'],
  });
};

const parseVersion = (text: string): string => {
  if (/^\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be a version such as 1.26.3.');
};

const renderAll = async (
  context: CliContext,
  templates: string | undefined,
  { to, nginxVersion, dryRun = false }: RenderOptions,
): Promise<void> => {
  const { planNginx, testPlan, writePlan } = await import('../deployment/render-nginx.js');
  const values = context.platform.settings('PORTARIA_NGINX_DIR');
  const folder = to ?? values['PORTARIA_NGINX_DIR'];
  if (!folder) throw new ManagementError('invalid', '--to: name the folder to render', 'to');
  const nginx = await nginxHere();
  const version = nginxVersion ?? nginx?.version;
  if (version === undefined)
    throw new ManagementError(
      'invalid',
      'there is no NGINX on this machine. Install it, set NGINX_BIN, or name the version with --nginx-version',
    );
  const input = { values, folder: resolve(folder), templates: templates ?? shippedTemplates(), version };
  const plan = await orInvalid(planNginx(input));
  // Another version may not know every directive.
  const tested = nginx?.version === version ? nginx : null;
  if (tested) await testPlan(plan, tested);
  const screen = context.screen();
  if (dryRun) {
    printPlan(screen, plan);
    return;
  }
  await orInvalid(writePlan(plan));
  report(screen, plan, tested);
};

const report = (screen: Screen, { main, input }: NginxPlan, tested: NginxBinary | null): void => {
  if (screen.json({ file: main, nginxVersion: input.version, tested: tested !== null })) return;
  screen.list([main], [{ head: 'file', cell: (text) => text }]);
  screen.print(
    tested
      ? `Rendered for NGINX ${input.version}, which accepts it (nginx -t). Next: start or reload NGINX.`
      : `Rendered for NGINX ${input.version}, which is not on this machine. Next: nginx -t -c ${main}, then start or reload it.`,
  );
};

const planColumns: readonly Column<RenderedFile>[] = [
  { head: 'file', cell: ({ file }) => file },
  { head: 'state', cell: ({ state }) => state },
];

const printPlan = (screen: Screen, { files }: NginxPlan): void => {
  if (screen.json({ dryRun: true, files: files.map(({ file, state }) => ({ file, state })) })) return;
  screen.list(files, planColumns);
  const changed = files.filter(({ state }) => state !== 'unchanged').length;
  screen.print(
    `Dry run: ${String(changed)} of ${String(files.length)} files would change. Nothing was written.`,
  );
};

const nginxHere = async (): Promise<NginxBinary | null> => {
  const { findNginx } = await import('../deployment/nginx-binary.js');
  return orInvalid(findNginx());
};

/** Errors of templates and of NGINX are sentences already. */
const orInvalid = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof ManagementError || cause instanceof ConfigError) throw cause;
    throw new ManagementError('invalid', errorMessageOf(cause), null, {
      cause,
    });
  }
};
