import type { Command } from 'commander';
import { type NginxSetting, nginxSettings } from '../config/nginx-settings.js';
import type { Environment } from '../config/read-settings.js';
import { ManagementError } from '../core/shared/management-error.js';
import type { CliContext } from './cli-context.js';
import type { TemplateVariables } from './deployment/nginx-templates.js';
import { explain } from './help.js';

/** `portaria nginx`. */
export const addNginxCommands = (program: Command, context: CliContext): void => {
  const render = program
    .command('nginx')
    .helpCommand(false)
    .description("NGINX's configuration, where nothing else renders the templates: render")
    .command('render <templates>')
    .description('render the templates of the folder nginx/ into PORTARIA_NGINX_DIR')
    .action((templates: string) => renderAll(context, templates));
  explain(render, {
    details: [
      'The variables are settings: of the environment, or of the env file that PORTARIA_ENV_FILE names. ' +
        'docs/configuration.md lists them with their defaults. The NGINX of this machine (NGINX_BIN, or from the PATH) ' +
        'decides what depends on its version. Needs no database. The proxy secrets are files of their own, in ' +
        'PORTARIA_NGINX_SECRETS_DIR. Safe to run again; NGINX reads the result at its next start or reload.',
    ],
    examples: ['portaria nginx render ./nginx'],
    next: ['nginx -t -c /etc/portaria/nginx/nginx.conf'],
  });
};

/** Made of the upstreams and their parameters. */
const derived = ['PORTARIA_UPSTREAM_SERVERS', 'PORTARIA_MANAGE_UPSTREAM_SERVERS'];

const renderAll = async (context: CliContext, templates: string): Promise<void> => {
  const { renderTemplates, templateDefaults, versionVariables } =
    await import('./deployment/nginx-templates.js');
  const { findNginx } = await import('./deployment/nginx-binary.js');
  const given = givenIn(context.host.settings('PORTARIA_NGINX_DIR'));
  const nginx = await orInvalid(findNginx());
  if (nginx === null)
    throw new ManagementError('invalid', 'there is no NGINX on this machine; install it, or set NGINX_BIN');
  const file = await orInvalid(
    renderTemplates(templates, { ...templateDefaults, ...versionVariables(nginx.version), ...given }),
  );
  const screen = context.screen();
  if (screen.json({ file, nginxVersion: nginx.version })) return;
  screen.list([file], [{ head: 'file', cell: (text) => text }]);
  screen.print(`Rendered for NGINX ${nginx.version}. Next: nginx -t -c ${file}, then start or reload it.`);
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
