import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { messageOf } from '../../src/cli/deployment/programs.js';
import { assertUsable } from '../../src/route-import/assert-usable.js';
import { type ImportedRoutes, importRoutes } from '../../src/route-import/import-routes.js';
import { isTableFile, type RouteFile, tableFileSuffix } from '../../src/route-import/route-file.js';
import type { Say } from './processes.js';
import { type RunningProgram, startProgram } from './stack-program.js';

/** `DemoApiParts`: where the demo API and its document are. */
export interface DemoApiParts {
  /** The compiled program. */
  readonly program: string;
  /** Its OpenAPI document. */
  readonly document: string;
}

const api = 'demo';

/**
 * Imports the demo API's document into the folder of the routes, as `portaria routes import` does.
 * Resolves to `false`, and removes its routes, when the user of the stack has since imported
 * another API with these paths.
 */
export const ensureDemoRoutes = async (
  folder: string,
  { document, port }: { readonly document: string; readonly port: number },
  say: Say,
): Promise<boolean> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const upstream = `http://127.0.0.1:${String(port)}`;
  const imported = importRoutes({ document: await readFile(document, 'utf8'), upstream, name: api });
  const clash = await clashWithOthers(folder, imported);
  for (const { file, text } of imported.files) {
    if (clash === null) await writeFile(join(folder, file), text, { mode: 0o644 });
    else await rm(join(folder, file), { force: true });
  }
  if (clash !== null) say(`The demo API did not start: ${clash}`);
  return clash === null;
};

const clashWithOthers = async (folder: string, imported: ImportedRoutes): Promise<string | null> => {
  try {
    assertUsable(imported, await othersIn(folder));
    return null;
  } catch (error) {
    return messageOf(error);
  }
};

const othersIn = async (folder: string): Promise<RouteFile[]> => {
  const names = (await readdir(folder)).filter(
    (file) => isTableFile({ file }) && file !== `${api}${tableFileSuffix}`,
  );
  return Promise.all(names.map(async (file) => ({ file, text: await readFile(join(folder, file), 'utf8') })));
};

/** Starts the demo API on 127.0.0.1; only NGINX connects to it. */
export const startDemoApi = (
  program: string,
  port: number,
  files: { readonly log: string; readonly pid: string },
): Promise<RunningProgram> =>
  startProgram({
    name: 'The demo API',
    program,
    flags: [],
    environment: { PORT: String(port) },
    ...files,
    isReady: () => isListening(port),
  });

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
