import { globSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectWholeLife, openWholeLife } from '../../../test/self-service/whole-life.js';
import { openLanguage } from '../../../test/support/language.js';
import { openWorkshop } from '../../../test/support/openssl.js';

const repository = join(import.meta.dirname, '../../..');
const packageFolder = join(repository, 'clients/python');
/** What was installed once is there for the next run. */
const environment = join(repository, 'node_modules/.cache/portaria-clients/python');
const python = join(environment, 'bin/python');
const libraries = ['requests==2.34.2', 'cryptography==48.0.0', 'mypy==2.4.1'];

const { skipped, run } = await openLanguage('Python', async (prepare) => {
  await mkdir(environment, { recursive: true });
  await prepare(['python3', '-m', 'venv', environment]);
  const { folder } = await openWorkshop();
  await prepare([process.execPath, join(repository, 'scripts/pack-clients.mjs'), folder, 'python']);
  const pip = [join(environment, 'bin/pip'), '-q', '--disable-pip-version-check', 'install'];
  await prepare([...pip, ...libraries]);
  // The packed package, as a merchant installs it: the sources are not on the path.
  const wheels = globSync(join(folder, '*.whl'));
  await prepare([...pip, '--force-reinstall', '--no-deps', ...wheels]);
});
test.skipIf(skipped)(
  'the tests in Python pass',
  async () => {
    const said = await run([python, '-W', 'error', '-m', 'unittest', 'discover', '-s', 'test'], {
      cwd: packageFolder,
    });
    const [, count] = /^Ran (\d+) tests/m.exec(said) ?? [];
    expect(Number(count)).toBeGreaterThan(45);
    // No test is skipped.
    expect(said).toMatch(/^OK$/m);
  },
  180_000,
);

test.skipIf(skipped)(
  'the types pass mypy, with all of its checks',
  async () => {
    expect(await run([python, '-m', 'mypy', '--strict', 'src'], { cwd: packageFolder })).toMatch(/^Success/);
  },
  180_000,
);

test.skipIf(skipped)(
  'against NGINX and the application: a token, a renewed certificate, a rotated secret, and an error',
  async () => {
    const life = await openWholeLife();
    const { environment: env } = life;
    const program = join(packageFolder, 'test/whole_life.py');
    expectWholeLife(life, await run([python, '-W', 'error', program], { env }));
  },
  120_000,
);
