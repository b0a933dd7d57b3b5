import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { type Ended, openPortaria } from './portaria.js';

const { runWords } = await openPortaria();
const demo = await readFile(join(import.meta.dirname, '../../examples/demo/openapi.yaml'), 'utf8');

const contentOf = async (folder: string): Promise<string[]> =>
  Promise.all((await readdir(folder)).sort().map((name) => readFile(join(folder, name), 'utf8')));

test('a diff shows what an import would change, takes what is left out from the rules in force, and writes nothing', async () => {
  const out = await mkdtemp(join(tmpdir(), 'portaria-routes-diff-'));
  afterFile(() => rm(out, { recursive: true, force: true }));
  const options = [
    '--upstream',
    'http://127.0.0.1:9000',
    '--audience',
    'avx',
    '--require-bound',
    '--out',
    out,
  ];
  await runWords(['routes', 'import', '-', ...options], { stdin: demo });
  const before = await contentOf(out);
  const stdin = demo.replaceAll("'pix:read'", "'cob.read'");
  const diff = (words: readonly string[] = []): Promise<Ended> =>
    runWords(['routes', 'diff', 'demo', '-', '--out', out, ...words], { stdin });
  const { exitCode, out: told, err } = await diff();
  expect(exitCode, err).toBe(0);
  expect(told.split('\n')).toContain('~\tGET\t/cob\tcob.read\tpix:read');
  expect(err).toContain('It accepts tokens for the audience avx, bound to a certificate.');
  expect(err).toContain(
    'portaria routes import OPENAPI-FILE --name demo --upstream http://127.0.0.1:9000 --audience avx --require-bound',
  );
  const json = JSON.parse((await diff(['--json'])).out) as { api: string; unchanged: number };
  expect(json).toMatchObject({ api: 'demo' });
  expect(json.unchanged).toBeGreaterThan(0);
  expect(await contentOf(out)).toEqual(before);
  const unknown = await runWords(['routes', 'diff', 'pix', '-', '--out', out], { stdin });
  expect(unknown.exitCode).not.toBe(0);
  expect(unknown.err).toContain('there is no API with this name. Known APIs: demo');
});
