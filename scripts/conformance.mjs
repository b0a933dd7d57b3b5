// `npm run conformance`: schemathesis sends made-up requests, right and wrong ones, to a local stack over mutual TLS, and
// compares every response with the OpenAPI document: no 5xx, no status, header or field that is not described. Needs
// Python 3, `npm run build` and `npm run bundle`.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { missing, run, withTemporaryStack } from './temporary-stack.mjs';

const repository = join(import.meta.dirname, '..');
const folder = join(repository, 'test/conformance');
const cache = join(repository, 'node_modules/.cache/portaria-conformance');
const schemathesis = join(cache, 'bin/schemathesis');

/** Which document at which listener, with whose certificate, for how many seconds at most. */
const documents = [
  { name: 'tokens', url: 'PORTARIA_URL', owner: 'CLIENT', seconds: 40 },
  { name: 'self-service', url: 'PORTARIA_URL', owner: 'CLIENT', seconds: 35 },
  { name: 'admin', url: 'PORTARIA_ADMIN_URL', owner: 'OPERATOR', seconds: 75 },
];
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

const install = async () => {
  if (existsSync(schemathesis)) return true;
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
  const made = await run('python3', ['-m', 'venv', cache], quiet).catch(() => 1);
  if (made !== 0) return false;
  const requirements = join(folder, 'requirements.txt');
  const words = ['install', '-q', '--disable-pip-version-check', '-r', requirements];
  return (await run(join(cache, 'bin/pip'), words, quiet)) === 0 && existsSync(schemathesis);
};

const tryDocument = async (demo, { name, url, owner, seconds }) => {
  const [cert, key] = [demo[`PORTARIA_${owner}_CERT`], demo[`PORTARIA_${owner}_KEY`]];
  const words = [
    '--no-color',
    'run',
    join(repository, `docs/openapi/${name}.json`),
    ...['--url', demo[url]],
    ...['--request-cert', cert, '--request-cert-key', key, '--tls-verify', demo.PORTARIA_CA_CERT],
    ...['--checks', checks.join(','), '--phases', 'examples,coverage,fuzzing'],
    ...['--max-examples', '15', '--max-time', String(seconds), '--seed', '1', '--request-timeout', '15'],
    ...['--suppress-health-check', 'all', '--warnings', 'off', '--continue-on-failure'],
  ];
  const env = {
    ...process.env,
    ...demo,
    SCHEMATHESIS_HOOKS: 'hooks',
    PYTHONPATH: folder,
    PYTHONDONTWRITEBYTECODE: '1',
    CONFORMANCE_DOCUMENT: name,
  };
  return run(schemathesis, words, { env, cwd: cache });
};

/** Of the responses to a document's requests, those that must be a success: otherwise nothing of value was compared. */
const successesMin = 100;

const statusesIn = (log) =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).status);

const countOf = (statuses) =>
  [...new Set(statuses)]
    .sort()
    .map((status) => `${status}: ${statuses.filter((other) => other === status).length}`)
    .join(', ');

const tryAll = async ({ demo, folder: stack }) => {
  const log = join(stack, '.portaria/logs/nginx-access.log');
  const failed = [];
  for (const document of documents) {
    process.stdout.write(`\n==> ${document.name}\n`);
    const before = statusesIn(log).length;
    const status = await tryDocument(demo, document);
    const statuses = statusesIn(log).slice(before);
    process.stdout.write(`Responses by status: ${countOf(statuses)}\n`);
    const successes = statuses.filter((code) => code < 300).length;
    if (successes < successesMin)
      process.stderr.write(`Only ${successes} requests of ${document.name} succeeded.\n`);
    if (status !== 0 || successes < successesMin) failed.push(document.name);
  }
  if (failed.length > 0) process.stderr.write(`\nNot as described: ${failed.join(', ')}\n`);
  return failed.length > 0 ? 1 : 0;
};

if (await install()) process.exitCode = await withTemporaryStack(tryAll);
else
  missing(
    'Python 3 with schemathesis is not installed, so the OpenAPI documents are not tested on a running stack.',
  );
