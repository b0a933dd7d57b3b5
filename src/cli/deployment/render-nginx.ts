/**
 * The renderer of NGINX's configuration: reads the variables, checks them and the files that they name, has NGINX check
 * the result, and replaces the folder as a whole.
 */
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { NginxVariables } from '../../config/nginx-settings.js';
import { ConfigError, type Environment } from '../../config/read-settings.js';
import type { NginxBinary } from './nginx-binary.js';
import { testConfiguration } from './nginx-check.js';
import { checkNginxInputs } from './nginx-inputs-check.js';
import { proxySecretFiles } from './nginx-proxy-secrets.js';
import { planTemplates, type RenderedFile, type TemplateVariables } from './nginx-templates.js';
import { readNginxVariables } from './nginx-variables.js';
import { replaceFile } from './replace-file.js';
import { replaceFolder, writeAll } from './replace-folder.js';

export interface NginxRenderInput {
  /** Settings of the application and variables of NGINX; nothing is taken from the environment. */
  readonly values: Environment;
  /** The absolute path of the folder to render. */
  readonly folder: string;
  readonly templates: string;
  /** The version of NGINX to render for, such as `1.22.1`. */
  readonly version: string;
}

interface PlannedFile extends RenderedFile {
  readonly mode: number;
}

/** `NginxPlan`: what a rendering would write, and whether the files in its place differ. */
export interface NginxPlan {
  readonly input: NginxRenderInput;
  readonly variables: NginxVariables;
  readonly templateVariables: TemplateVariables;
  readonly files: readonly PlannedFile[];
  /** The path of the main configuration. */
  readonly main: string;
}

/**
 * Renders everything and checks it, except by NGINX itself; writes nothing.
 *
 * @throws ConfigError with every problem: the variable, what is wrong, and the fix
 */
export const planNginx = async (input: NginxRenderInput): Promise<NginxPlan> => {
  const problems: string[] = [];
  const variables = readNginxVariables(input.values, input, problems);
  await checkNginxInputs(variables, problems);
  const secrets = await proxySecretFiles(input.values, variables, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  const {
    files,
    main,
    variables: templateVariables,
  } = await planTemplates(input.templates, asVariables(variables));
  const secretsMode = await privateMode(variables.PORTARIA_NGINX_SECRETS_DIR);
  const planned = files.map((file) => ({ ...file, mode: 0o644 }));
  for (const { file, text } of secrets) {
    const before = await readFile(file, 'utf8').catch(() => null);
    const state = before === null ? 'new' : before === text ? 'unchanged' : 'changed';
    planned.push({ file, text, mode: secretsMode, state });
  }
  return { input, variables, templateVariables, files: planned, main };
};

/** An empty list of servers is one to be composed. */
const asVariables = (variables: NginxVariables): TemplateVariables =>
  Object.fromEntries(
    Object.entries(variables).filter(([name, value]) => value !== '' || !name.endsWith('_SERVERS')),
  );

/** New files belong to the group of a folder with the set-group-ID bit: then that group is meant to read them. */
const privateMode = async (folder: string): Promise<number> => {
  const found = await stat(folder).catch(() => null);
  if (found === null && folder !== dirname(folder)) return privateMode(dirname(folder));
  return ((found?.mode ?? 0) & 0o2000) === 0 ? 0o600 : 0o640;
};

/**
 * Has NGINX check the planned configuration, in a temporary folder: neither logs nor a pid file are
 * created in their real places.
 *
 * @throws ConfigError with NGINX's own words
 */
export const testPlan = async (plan: NginxPlan, nginx: NginxBinary): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-nginx-'));
  try {
    const conf = join(folder, 'conf');
    const variables = { ...plan.variables, ...placesIn(folder, plan.variables) };
    const { files, main } = await planTemplates(plan.input.templates, asVariables(variables));
    const secrets = plan.files.filter(({ mode }) => mode !== 0o644);
    await mkdir(join(folder, 'run'));
    await writeAll(conf, [
      ...files.map(({ file, text }) => ({ name: relative(conf, file), text, mode: 0o600 })),
      ...secrets.map(({ file, text }) => ({ name: join('secrets', nameOf(file)), text, mode: 0o600 })),
    ]);
    const { problem } = await testConfiguration(nginx, main);
    if (problem === null) return;
    const words = problem.replaceAll(`${conf}/`, `${plan.input.folder}/`);
    throw new ConfigError([`nginx -t: ${words}. Nothing was written`]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const nameOf = (file: string): string => relative(dirname(file), file);

const placesIn = (folder: string, { PORTARIA_NGINX_ERROR_LOG: errorLog, ...others }: NginxVariables) => ({
  PORTARIA_NGINX_DIR: join(folder, 'conf'),
  PORTARIA_NGINX_SECRETS_DIR: join(folder, 'conf', 'secrets'),
  PORTARIA_NGINX_RUN_DIR: join(folder, 'run'),
  PORTARIA_NGINX_ERROR_LOG: errorLog.startsWith('/') ? join(folder, 'error.log') : errorLog,
  PORTARIA_NGINX_ACCESS_LOG: others.PORTARIA_NGINX_ACCESS_LOG.startsWith('/')
    ? join(folder, 'access.log')
    : others.PORTARIA_NGINX_ACCESS_LOG,
});

/** Writes the planned files: those of the folder all at once, and proxy secrets in another folder one by one. */
export const writePlan = async ({ input: { folder }, files }: NginxPlan): Promise<void> => {
  const isInside = (file: string): boolean => file.startsWith(`${folder}/`);
  for (const { file, text, mode } of files.filter(({ file }) => !isInside(file)))
    await replaceIn(file, text, mode);
  await replaceFolder(
    folder,
    files
      .filter(({ file }) => isInside(file))
      .map(({ file, text, mode }) => ({ name: relative(folder, file), text, mode })),
  );
};

const replaceIn = async (file: string, text: string, mode: number): Promise<void> => {
  await mkdir(dirname(file), { recursive: true, mode: mode | 0o100 | ((mode & 0o040) === 0 ? 0 : 0o010) });
  await replaceFile(file, text, mode);
};
