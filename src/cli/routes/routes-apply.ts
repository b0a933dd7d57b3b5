/**
 * Puts files into the routes folder: NGINX checks them, all or none are written, and NGINX reloads
 * them when asked.
 */
import { join } from 'node:path';
import { errorMessageOf } from '../../core/shared/error-message.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { NginxBinary } from '../deployment/nginx-binary.js';
import type { DesiredRouteFile, RouteFileState } from './routes-folder.js';
import type { RoutesTarget } from './routes-target.js';

export interface ApplyOptions {
  readonly dryRun?: true;
  readonly check?: boolean;
  readonly reload?: true;
}

export interface AppliedRoutes {
  readonly files: readonly RouteFileState[];
  /** What NGINX checked: its whole configuration, the files alone, or nothing. */
  readonly checked: 'whole' | 'alone' | 'no';
  readonly reloaded: boolean;
  readonly notes: readonly string[];
}

/**
 * Throws `ManagementError('refused')` with NGINX's words when it does not accept the files; the
 * previous files are then in place.
 */
export const applyRoutes = async (
  target: RoutesTarget,
  { api, wanted }: { readonly api: string; readonly wanted: readonly DesiredRouteFile[] },
  options: ApplyOptions,
): Promise<AppliedRoutes> => {
  if (options.reload && target.configFile === null) {
    throw new ManagementError(
      'invalid',
      '--reload: needs the configuration that NGINX runs with. Add --nginx-conf',
      '--reload',
    );
  }
  const binary = options.check === false ? null : await binaryHere();
  const whole = options.dryRun ? null : target.configFile;
  if (binary && whole === null) await assertAlone(target, { api, wanted }, binary);
  if (options.dryRun)
    return {
      files: await target.folder.plan(wanted),
      ...describeCheck(binary, null),
      reloaded: false,
      notes: [],
    };
  const notes: string[] = [];
  const files = await target.folder.put(wanted, async () => {
    if (binary && whole !== null)
      notes.push(...(await assertWhole(target, { api, wanted }, { binary, whole })));
  });
  const reloaded = options.reload === true && whole !== null;
  if (reloaded) await reload(whole);
  return { files, ...describeCheck(binary, whole), reloaded, notes };
};

const describeCheck = (binary: NginxBinary | null, whole: string | null): Pick<AppliedRoutes, 'checked'> => ({
  checked: binary === null ? 'no' : whole === null ? 'alone' : 'whole',
});

// Loaded when needed: no other command runs programs.
const nginxCheck = async () => import('../deployment/nginx-check.js');

const binaryHere = async (): Promise<NginxBinary | null> => {
  const { findNginx } = await import('../deployment/nginx-binary.js');
  return orRefused(findNginx());
};

interface DesiredFiles {
  readonly api: string;
  readonly wanted: readonly DesiredRouteFile[];
}

const assertAlone = async (
  { folder }: RoutesTarget,
  { api, wanted }: DesiredFiles,
  binary: NginxBinary,
): Promise<void> => {
  const confs = wanted.flatMap(({ file, text }) =>
    text === null || !file.endsWith('.conf') ? [] : [{ file, text }],
  );
  const { testRoutes } = await nginxCheck();
  assertAccepted(await testRoutes(binary, [...(await folder.confsBut(api)), ...confs]));
};

/** Resolves to what the owner should know. */
const assertWhole = async (
  { folder }: RoutesTarget,
  { wanted }: DesiredFiles,
  { binary, whole }: { readonly binary: NginxBinary; readonly whole: string },
): Promise<readonly string[]> => {
  const { testConfiguration } = await nginxCheck();
  const result = await orRefused(testConfiguration(binary, whole));
  assertAccepted(result);
  const missing = wanted.find(
    ({ file, text }) =>
      text !== null && file.endsWith('.conf') && !result.files.includes(join(folder.path, file)),
  );
  return missing === undefined
    ? []
    : [
        `${whole} does not include ${join(folder.path, missing.file)}: NGINX's PORTARIA_ROUTES_DIR must be ${folder.path}.`,
      ];
};

const assertAccepted = ({ problem }: { readonly problem: string | null }): void => {
  if (problem === null) return;
  throw new ManagementError(
    'refused',
    `NGINX does not accept the files. Nothing was changed: ${problem.replaceAll('\n', '; ')}`,
  );
};

const reload = async (configFile: string): Promise<void> => {
  const { reloadNginx } = await nginxCheck();
  await orRefused(reloadNginx(configFile), 'The files were written, but NGINX was not reloaded: ');
};

/** Errors about NGINX itself are already one sentence. */
const orRefused = async <T>(work: Promise<T>, before = ''): Promise<T> => {
  try {
    return await work;
  } catch (cause) {
    const words = errorMessageOf(cause);
    throw new ManagementError('refused', `${before}${words}`, null, { cause });
  }
};
