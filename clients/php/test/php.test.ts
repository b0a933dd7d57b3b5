import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { expectWholeLife, openWholeLife } from '../../../test/self-service/whole-life.js';
import { openLanguage } from '../../../test/support/language.js';
import { openWorkshop } from '../../../test/support/openssl.js';

const repository = join(import.meta.dirname, '../../..');
const { folder } = await openWorkshop();
const unpacked = join(folder, 'portaria-client-php-0.1.0');
const env = { PORTARIA_CLIENT_PACKAGE: unpacked };
let phpunit = '';

const { skipped, run } = await openLanguage('PHP', async (prepare) => {
  const wanted = ['curl_init', 'openssl_csr_new', 'apcu_fetch', 'pcntl_fork'];
  const probe = wanted
    .map((name) => `function_exists("${name}") || exit("there is no ${name}()");`)
    .join(' ');
  const said = await prepare(['php', '-r', probe]);
  if (said !== '') throw new Error(said);
  phpunit = (await prepare(['sh', '-c', 'command -v phpunit'])).trim();
  await prepare([process.execPath, join(repository, 'scripts/pack-clients.mjs'), folder, 'php']);
  // The packed package, as a merchant unpacks it.
  const files = unzipSync(readFileSync(`${unpacked}.zip`));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
});

test.skipIf(skipped)(
  'the tests in PHP pass',
  async () => {
    // Traces have the arguments of functions, as where PHP is set up for developers.
    const settings = ['apc.enable_cli=1', 'zend.exception_ignore_args=0', 'error_reporting=-1'];
    const strict = ['--fail-on-warning', '--fail-on-risky', '--no-configuration', '--do-not-cache-result'];
    const said = await run(
      [
        'php',
        ...settings.flatMap((each) => ['-d', each]),
        phpunit,
        ...strict,
        '--bootstrap',
        join(import.meta.dirname, 'bootstrap.php'),
        import.meta.dirname,
      ],
      { env },
    );
    const [, count] = /^OK \((\d+) tests/m.exec(said) ?? [];
    // No test is skipped: then there would be no such line.
    expect(Number(count)).toBeGreaterThan(45);
  },
  180_000,
);

test.skipIf(skipped)(
  'against NGINX and the application: a token, a renewed certificate, a rotated secret, and an error',
  async () => {
    const life = await openWholeLife();
    const program = join(import.meta.dirname, 'whole-life.php');
    const php = ['php', '-d', 'display_errors=stderr', '-d', 'error_reporting=-1'];
    expectWholeLife(life, await run([...php, program], { env: { ...life.environment, ...env } }));
  },
  120_000,
);
