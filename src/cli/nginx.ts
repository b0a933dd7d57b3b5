import type { Command } from 'commander';
import { type NginxSetting, nginxSettings } from '../config/nginx-settings.js';
import type { Environment } from '../config/read-settings.js';
import { ManagementError } from '../core/shared/management-error.js';
import type { CliContext } from './cli-context.js';
import type { RenderedFile, RenderedTemplates, TemplateVariables } from './deployment/nginx-templates.js';
import { explain } from './help.js';
import type { Column, Screen } from './screen.js';

/** `portaria nginx`. */
export const addNginxCommands = (program: Command, context: CliContext): void => {
  const render = program
    .command('nginx')
    .helpCommand(false)
    .description('render the NGINX configuration')
    .command('render <templates>')
    .description('render the NGINX templates into PORTARIA_NGINX_DIR')
    .option('--dry-run', 'show which files would change, without writing them')
    .action((templates: string, { dryRun = false }: { readonly dryRun?: boolean }) =>
      renderAll(context, templates, dryRun),
    );
  explain(render, {
    details: [
      'The variables are settings, from the environment or the env file that PORTARIA_ENV_FILE names. docs/reference/nginx-variables.md ' +
        'lists them with their defaults. The result fits the version of the NGINX of this machine ' +
        '(NGINX_BIN, or from the PATH). No database is needed. The proxy secrets are separate files, in ' +
        'PORTARIA_NGINX_SECRETS_DIR.',
      'You can run the command again safely. NGINX reads the result when it starts or reloads.',
    ],
    examples: ['portaria nginx render ./nginx --dry-run', 'portaria nginx render ./nginx'],
    next: ['nginx -t -c /etc/portaria/nginx/nginx.conf'],
  });
};

/** Made of the upstreams and their parameters. */
const derived = ['PORTARIA_UPSTREAM_SERVERS', 'PORTARIA_MANAGE_UPSTREAM_SERVERS'];

const renderAll = async (context: CliContext, templates: string, dryRun: boolean): Promise<void> => {
  const { planTemplates, renderTemplates, templateDefaults, versionVariables } =
    await import('./deployment/nginx-templates.js');
  const { findNginx } = await import('./deployment/nginx-binary.js');
  const given = givenIn(context.host.settings('PORTARIA_NGINX_DIR'));
  const nginx = await orInvalid(findNginx());
  if (nginx === null)
    throw new ManagementError('invalid', 'there is no NGINX on this machine. Install it, or set NGINX_BIN');
  const variables = { ...templateDefaults, ...versionVariables(nginx.version), ...given };
  const screen = context.screen();
  if (dryRun) {
    printPlan(screen, await orInvalid(planTemplates(templates, variables)));
    return;
  }
  const file = await orInvalid(renderTemplates(templates, variables));
  if (screen.json({ file, nginxVersion: nginx.version })) return;
  screen.list([file], [{ head: 'file', cell: (text) => text }]);
  screen.print(`Rendered for NGINX ${nginx.version}. Next: nginx -t -c ${file}, then start or reload it.`);
};

const planColumns: readonly Column<RenderedFile>[] = [
  { head: 'file', cell: ({ file }) => file },
  { head: 'state', cell: ({ state }) => state },
];

const printPlan = (screen: Screen, { files }: RenderedTemplates): void => {
  if (screen.json({ dryRun: true, files: files.map(({ file, state }) => ({ file, state })) })) return;
  screen.list(files, planColumns);
  const changed = files.filter(({ state }) => state !== 'unchanged').length;
  screen.print(
    `Dry run: ${String(changed)} of ${String(files.length)} files would change. Nothing was written.`,
  );
};

/** Returns the variables that are set. Throws `ManagementError('invalid')` that names all that are missing. */
const givenIn = (values: Environment): TemplateVariables => {
  const all = Object.entries<NginxSetting>(nginxSettings);
  const missing = all.filter(
    ([name, { defaultValue }]) => defaultValue === undefined && !derived.includes(name) && !values[name],
  );
  const [first] = missing;
  if (first)
    throw new ManagementError(
      'invalid',
      missing.map(([name, { description }]) => `${name} is not set: ${description}`).join('\n'),
      first[0],
    );
  return Object.fromEntries(
    all.flatMap(([name]) => (values[name] === undefined ? [] : [[name, values[name]]])),
  );
};

/** Errors of templates and of NGINX are sentences already. */
const orInvalid = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (cause) {
    throw new ManagementError('invalid', cause instanceof Error ? cause.message : String(cause), null, {
      cause,
    });
  }
};
