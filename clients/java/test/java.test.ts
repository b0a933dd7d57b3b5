import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { expectWholeLife, openWholeLife } from '../../../test/self-service/whole-life.js';
import { openLanguage } from '../../../test/support/language.js';
import { openWorkshop } from '../../../test/support/openssl.js';
import { codeBlocksOf, openReadmeRun } from '../../../test/support/readme-program.js';

const repository = join(import.meta.dirname, '../../..');
const cwd = join(repository, 'clients/java');
const { skipped, run } = await openLanguage('Java', async (prepare) => {
  const said = await prepare(['javac', '-version']);
  if (Number(/javac (\d+)/.exec(said)?.[1] ?? 0) < 17)
    throw new Error(`Java 17 or later is needed, not ${said}`);
});
const { skipped: withoutMaven } = await openLanguage('Java, with Maven', async (prepare) => {
  await prepare(['mvn', '-version']);
});

let folder: string;
let jar: string;
let classPath: string;
beforeAll(async () => {
  if (skipped) return;
  ({ folder } = await openWorkshop());
  await run([process.execPath, join(repository, 'scripts/pack-clients.mjs'), folder, 'java']);
  jar = join(folder, 'portaria-client-0.1.0.jar');
  classPath = [jar, join(folder, 'tests')].join(':');
  const compile = ['javac', '--release', '17', '-encoding', 'UTF-8', '-Xlint:all', '-Werror'];
  const sources = globSync('src/main/java/**/*.java', { cwd });
  await run([...compile, '-d', join(folder, 'checked'), ...sources], { cwd });
  const tests = globSync('test/java/**/*.java', { cwd });
  await run([...compile, '-cp', jar, '-d', join(folder, 'tests'), ...tests], { cwd });
}, 180_000);

test.skipIf(skipped)(
  'the tests in Java pass',
  async () => {
    const said = await run(['java', '-cp', classPath, 'portaria.client.AllTests'], { cwd });
    const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(said) ?? [];
    expect([Number(passed) > 50, failed, said]).toEqual([true, '0', `${passed} passed, 0 failed\n`]);
  },
  180_000,
);

test.skipIf(skipped)(
  'against NGINX and the application: a token, a renewed certificate, a rotated secret, and an error',
  async () => {
    const life = await openWholeLife();
    const { environment: env } = life;
    expectWholeLife(life, await run(['java', '-cp', classPath, 'life.WholeLife'], { env }));
  },
  180_000,
);

test.skipIf(skipped)(
  'the code of the README runs with the packed jar',
  async () => {
    const { environment: env, requestId, expectDone } = await openReadmeRun();
    const [program = '', ...steps] = codeBlocksOf(join(cwd, 'README.md'), 'java');
    // The steps belong to the end of main().
    writeFileSync(
      join(folder, 'Shop.java'),
      program.replace(/ {4}\}\n\}\n$/, `${steps.join('\n')}    }\n}\n`),
    );
    const said = await run(['java', '-cp', jar, join(folder, 'Shop.java')], { env });
    expect(said).toBe(`200 {"status":"ATIVA"}\n403 permission_denied ${requestId} ask for the scope \n`);
    await expectDone();
  },
  180_000,
);

test.skipIf(skipped || withoutMaven)(
  'Maven installs the jar by the command of the README, and builds the package from its sources',
  async () => {
    const [, install = ''] = codeBlocksOf(join(cwd, 'README.md'), 'sh');
    const local = join(folder, 'repository');
    await run(['sh', '-ec', `${install.trim()} -B -q -DlocalRepositoryPath=${local}`], { cwd: folder });
    const installed = join(local, 'portaria/portaria-client/0.1.0/portaria-client-0.1.0');
    expect(readFileSync(`${installed}.jar`).equals(readFileSync(jar))).toBe(true);
    expect(readFileSync(`${installed}.pom`, 'utf8')).toContain('<artifactId>portaria-client</artifactId>');
    const copy = join(folder, 'sources');
    await cp(join(cwd, 'src'), join(copy, 'src'), { recursive: true });
    await cp(join(cwd, 'pom.xml'), join(copy, 'pom.xml'));
    await run(['mvn', '-B', '-q', 'package'], { cwd: copy });
    expect(await run(['jar', '--list', '--file', join(copy, 'target/portaria-client-0.1.0.jar')])).toContain(
      'portaria/client/PortariaClient.class',
    );
  },
  300_000,
);
