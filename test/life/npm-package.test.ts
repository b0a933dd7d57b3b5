/** The tarball of `npm pack`, installed in an empty folder with production dependencies alone. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { nodeFlags } from '../../tools/stack/stack-application.js';
import { openDeployment } from '../keys/deployment.js';
import { afterFile } from '../support/cleanup.js';
import { commandsOf } from '../support/pasted-page.js';
import { startProcess } from '../support/processes.js';
import { repository } from '../support/programs.js';
import { renderedNginx } from './rendered-nginx.js';

const run = promisify(execFile);
const manifest = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
  readonly version: string;
};

/** Packs what was built before the tests, and installs it as the page of the plain host does. Resolves to the folder. */
const installTarball = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-npm-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  // The build before the tests did what `prepack` does.
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: repository });
  const install = await commandsOf('docs/how-to/operator/install-on-a-plain-host.md', 'From the tarball');
  const env = { ...process.env, npm_config_audit: 'false', npm_config_fund: 'false' };
  await run('sh', ['-euc', install.replaceAll('0.1.0', manifest.version)], { cwd: folder, env });
  return folder;
};

test(
  'installed from the tarball, it names its version, renders NGINX and issues tokens',
  { timeout: 300_000 },
  async () => {
    const folder = await installTarball();
    const product = join(folder, 'node_modules/portaria');
    const portaria = join(folder, 'node_modules/.bin/portaria');
    expect((await run(portaria, ['--version'], { cwd: folder })).stdout).toBe(`${manifest.version}\n`);
    await expect(readFile(join(folder, 'node_modules/vitest/package.json'))).rejects.toThrow('ENOENT');

    expect(await renderedNginx(portaria, folder)).toContain('nginx.conf');

    const { app, ask } = await openDeployment();
    const started = await startProcess(app.environment, [...nodeFlags, join(product, 'dist/bundle/main.js')]);
    expect(await ask(started)).toMatch(/^ey/);
    // Not of the form of a generated secret, so it costs argon2id, which is a compiled library.
    expect(await ask(started, 'guessed-and-wrong-0001')).toBe(401);
    started.child.kill('SIGTERM');
    expect(await started.exited).toBe(0);
  },
);
