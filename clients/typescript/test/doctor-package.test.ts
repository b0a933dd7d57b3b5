import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { openDoctorFiles } from './doctor-files.js';
import { openHttps } from './doctor-servers.js';

const run = promisify(execFile);
/** The Node that runs npm, where npm started the tests: merchants run the package on theirs, which may be older. */
const merchantsNode = process.env['npm_node_execpath'] ?? process.execPath;
const packageFolder = join(import.meta.dirname, '..');
const files = openDoctorFiles();
const empty = mkdtempSync(join(tmpdir(), 'portaria-npx-'));
afterAll(() => rmSync(empty, { recursive: true, force: true }));

test('npx runs the doctor of the packed package, in the language of the machine, with its exit codes', async () => {
  const packed = await run('npm', ['pack', '--json', '--pack-destination', empty], { cwd: packageFolder });
  const [{ filename } = { filename: '' }] = JSON.parse(packed.stdout) as { filename: string }[];
  const fingerprint = files.openssl('x509 -in leaf.pem -noout -fingerprint -sha256');
  await run('tar', ['-xzf', filename], { cwd: empty });
  const installed = join(empty, 'package/dist/doctor/bin.js');
  const seen = {
    subject: 'CN=leaf',
    fingerprint: fingerprint.replace(/^.*=|[:\n]/g, '').toLowerCase(),
    trusted: true,
    linked: true,
    accountIds: ['7'],
  };
  const url = await openHttps(files, 'server', (_, response) => response.end(JSON.stringify(seen)));
  const program = async (words: readonly string[], language = 'C.UTF-8', by = [merchantsNode, installed]) => {
    const env = { ...process.env, LANG: language, LC_ALL: language, npm_config_cache: join(empty, 'cache') };
    const [command = '', ...first] = by;
    try {
      return { code: 0, ...(await run(command, [...first, ...words], { cwd: empty, env })) };
    } catch (failed) {
      return failed as { code: number; stdout: string; stderr: string };
    }
  };
  const npx = ['npx', '--yes', '--offline', `./${filename}`];
  const pair = ['--cert', files.file('chain.pem'), '--key', files.file('leaf.key')];
  const words = ['doctor', '--url', url, ...pair, '--ca', files.file('ca.pem')];
  const well = await program(words, 'C.UTF-8', npx);
  expect([well.code, well.stderr]).toEqual([0, '']);
  expect(well.stdout).toContain('OK: The gateway accepts the certificate, which is linked to account 7.');
  expect(well.stdout).toMatch(/No problem was found\.\n$/);
  const problem = await program(['doctor', '--url', url, ...pair], 'pt_BR.UTF-8');
  expect(problem.code).toBe(1);
  expect(problem.stdout).toContain(
    'PROBLEMA: O certificado do servidor é de uma AC em que esta máquina não confia',
  );
  const json = await program(['doctor', '--json', '--url', url, ...pair]);
  expect([json.code, JSON.parse(json.stdout)]).toMatchObject([
    1,
    { ok: false, findings: [{ code: 'server_ca_in_file' }] },
  ]);
  for (const other of [['doctor'], ['other', '--url', url, ...pair], ['doctor', '--unknown']]) {
    const wrong = await program(other);
    expect([other, wrong.code, wrong.stdout]).toEqual([other, 2, '']);
    expect(wrong.stderr).toContain('Usage: portaria-client doctor');
  }
  const help = await program(['--help'], 'pt_BR.UTF-8');
  expect([help.code, help.stdout.split('\n')[0]]).toEqual([
    0,
    'Uso: portaria-client doctor --url URL --cert ARQUIVO --key ARQUIVO [opções]',
  ]);
}, 240_000);
