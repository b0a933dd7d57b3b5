import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';

const repository = join(import.meta.dirname, '../..');
const [cluster, values] = [
  'deploy/helm/cloudnativepg/cluster.yaml',
  'deploy/helm/portaria/values.yaml',
] as const;
const member = 'deploy/compose/patroni/Dockerfile';
const files = ['Dockerfile', 'docker-compose.yml', member, cluster, values] as const;
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

let folder: string;
beforeEach(async () => {
  const made = await mkdtemp(join(tmpdir(), 'portaria-pin-'));
  afterFile(() => rm(made, { recursive: true }));
  folder = made;
  for (const file of files) await cp(join(repository, file), join(folder, file), { recursive: true });
});

/** No registry can be reached from a test: this program answers as docker's does. */
const dockerThat = (lines: string): Promise<void> =>
  writeFile(join(folder, 'docker'), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });

const pin = (...words: string[]): Promise<{ exitCode: number; err: string }> =>
  new Promise((resolve) => {
    const options = { cwd: folder, env: { PATH: `${folder}:/usr/bin:/bin` } };
    execFile(
      process.execPath,
      [join(repository, 'scripts/pin-images.mjs'), ...words],
      options,
      (error, _out, err) => {
        resolve({ exitCode: error ? Number(error.code) : 0, err });
      },
    );
  });

const texts = (): Promise<string[]> => Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
const pinnedLines = async (): Promise<string[]> =>
  (await texts()).flatMap((text) =>
    [...text.matchAll(/^(?:FROM|\s+image:|\s+imageName:) (\S+@\S+)/gm)].map(([, image]) => image ?? ''),
  );

test('every image of a registry gets the digest of its tag, and only those', async () => {
  await dockerThat(`echo '"${digest}"'`);
  expect((await pin('--check')).exitCode).toBe(1);
  expect((await pin()).exitCode).toBe(0);
  const lines = await pinnedLines();
  expect(lines).toHaveLength(8);
  for (const line of lines)
    expect(line).toMatch(
      new RegExp(
        `^(node|debian|postgres|nginx|prom/prometheus|grafana/grafana|ghcr.io/cloudnative-pg/postgresql):\\S+@${digest}$`,
      ),
    );
  expect((await pin('--check')).exitCode).toBe(0);
});

test('the chart gets the digest of NGINX, and its own image stays without one', async () => {
  await dockerThat(`echo '"${digest}"'`);
  expect((await pin()).exitCode).toBe(0);
  const text = await readFile(join(folder, values), 'utf8');
  expect(text.match(/^ +digest: .*$/gm)).toEqual(["  digest: ''", `    digest: '${digest}'`]);
  expect(text.replace(digest, '')).toBe(await readFile(join(repository, values), 'utf8'));
});

test('a digest that its tag has no longer is found, and renewed', async () => {
  await dockerThat(`echo '"${digest}"'`);
  await pin();
  const newer = digest.replaceAll('f', 'e');
  await dockerThat(`echo '"${newer}"'`);
  expect((await pin('--check')).err).toContain('Dockerfile: has an image without its current digest');
  await pin();
  for (const line of await pinnedLines()) expect(line).toContain(newer);
});

test('when one tag cannot be resolved nothing is written, and the error names it', async () => {
  const before = await texts();
  await dockerThat(`case "$4" in nginx*) echo 'no such host' >&2; exit 1;; *) echo '"${digest}"';; esac`);
  const ended = await pin();
  expect(ended).toMatchObject({
    exitCode: 1,
    err: expect.stringMatching(
      /nginx:\S+: the digest could not be resolved: no such host\nNothing was written/,
    ),
  });
  expect(await texts()).toEqual(before);
});
