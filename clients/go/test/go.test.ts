import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { expectWholeLife, openWholeLife } from '../../../test/self-service/whole-life.js';
import { openLanguage } from '../../../test/support/language.js';
import { openWorkshop } from '../../../test/support/openssl.js';
import { codeBlocksOf, openReadmeRun } from '../../../test/support/readme-program.js';

const repository = join(import.meta.dirname, '../../..');
const cwd = join(repository, 'clients/go');
const { skipped, run } = await openLanguage('Go', async (prepare) => {
  // Compiles the package, with the module that it depends on.
  await prepare(['go', 'vet', './...'], { cwd });
});

test.skipIf(skipped)(
  'the tests in Go pass, and every file is formatted',
  async () => {
    expect(await run(['gofmt', '-l', '.'], { cwd })).toBe('');
    const said = await run(['go', 'test', '-count=1', '-v', '.'], { cwd });
    expect(said.match(/^--- PASS: TestB\d+/gm)?.length).toBeGreaterThan(50);
    expect(said).not.toMatch(/^--- SKIP/m);
  },
  180_000,
);

test.skipIf(skipped)(
  'against NGINX and the application: a token, a renewed certificate, a rotated secret, and an error',
  async () => {
    const life = await openWholeLife();
    const { environment: env } = life;
    expectWholeLife(life, await run(['go', 'run', './test/wholelife'], { cwd, env }));
  },
  180_000,
);

test.skipIf(skipped)(
  'the code of the README runs with the packed module, which has no tests',
  async () => {
    const { environment: env, requestId, expectDone } = await openReadmeRun();
    const { folder } = await openWorkshop();
    const file = (name: string): string => join(folder, name);
    await run([process.execPath, join(repository, 'scripts/pack-clients.mjs'), folder, 'go']);
    const unpacked = Object.entries(unzipSync(readFileSync(file('portaria-client-go-0.1.0.zip'))));
    const names = unpacked.map(([name]) => name);
    expect(names).toEqual(
      expect.arrayContaining(['portaria/README.md', 'portaria/client.go', 'portaria/go.sum']),
    );
    expect(names.filter((name) => name.includes('test'))).toEqual([]);
    await mkdir(file('third_party/portaria'), { recursive: true });
    for (const [name, content] of unpacked) writeFileSync(file(`third_party/${name}`), content);

    const readme = join(cwd, 'README.md');
    const [program = '', ...steps] = codeBlocksOf(readme, 'go');
    // The steps belong to the end of main(), and `errors` to its imports.
    const whole = program.replace(/\}\n$/, `${steps.join('\n')}}\n`);
    writeFileSync(file('main.go'), whole.replace('import (\n', 'import (\n\t"errors"\n'));
    await run(['go', 'mod', 'init', 'shop'], { cwd: folder });
    const [, setUp = ''] = codeBlocksOf(readme, 'sh');
    await run(['sh', '-ec', setUp.replace(/^unzip .*\n/, '')], { cwd: folder });
    await run(['go', 'build', '-o', 'shop', '.'], { cwd: folder });
    const said = await run([file('shop')], { env });
    expect(said).toBe(`200 {"status":"ATIVA"}\n403 permission_denied ${requestId} ask for the scope \n`);
    await expectDone();
  },
  180_000,
);
