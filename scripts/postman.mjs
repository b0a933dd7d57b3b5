// `npm run postman`: newman runs the collection of docs/postman against a local stack. Needs `npm run build` and
// `npm run bundle`.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { missing, run, withTemporaryStack } from './temporary-stack.mjs';

const repository = join(import.meta.dirname, '..');
const version = '6.2.1';
const cache = join(repository, 'node_modules/.cache', `newman-${version}`);
const newman = join(cache, 'node_modules/.bin/newman');
const postman = (name) => join(repository, 'docs/postman', name);
/** Of the collection's requests, those that must have been answered with success. */
const successesMin = 40;

const install = async () => {
  if (existsSync(newman)) return true;
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), '{"private":true}\n');
  const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--silent', `newman@${version}`];
  return (await run('npm', words, { cwd: cache })) === 0;
};

/** Which certificate belongs to which listener. */
const certificatesOf = (demo) => [
  {
    name: 'merchant',
    matches: [`${demo.PORTARIA_URL}/*`],
    key: { src: demo.PORTARIA_CLIENT_KEY },
    cert: { src: demo.PORTARIA_CLIENT_CERT },
  },
  {
    name: 'operator',
    matches: [`${demo.PORTARIA_ADMIN_URL}/*`],
    key: { src: demo.PORTARIA_OPERATOR_KEY },
    cert: { src: demo.PORTARIA_OPERATOR_CERT },
  },
];

const variablesOf = (demo) => ({
  tlsUrl: demo.PORTARIA_URL,
  adminUrl: demo.PORTARIA_ADMIN_URL,
  clientId: demo.PORTARIA_CLIENT_ID,
  clientSecret: demo.PORTARIA_CLIENT_SECRET,
  operatorClientId: demo.PORTARIA_OPERATOR_CLIENT_ID,
  operatorClientSecret: demo.PORTARIA_OPERATOR_CLIENT_SECRET,
  username: demo.PORTARIA_REALM_USERNAME,
  password: demo.PORTARIA_REALM_PASSWORD,
});

const successesIn = (report) => {
  const { executions } = JSON.parse(readFileSync(report, 'utf8')).run;
  return executions.filter(({ response }) => response && response.code < 300).length;
};

const runCollection = async ({ folder, demo }) => {
  const [list, report] = ['certificates.json', 'report.json'].map((name) => join(folder, name));
  writeFileSync(list, JSON.stringify(certificatesOf(demo)));
  const variables = Object.entries(variablesOf(demo)).flatMap(([name, value]) => [
    '--env-var',
    `${name}=${value}`,
  ]);
  const words = [
    'run',
    postman('portaria.postman_collection.json'),
    ...['--environment', postman('local.postman_environment.json')],
    ...variables,
    ...['--ssl-client-cert-list', list, '--ssl-extra-ca-certs', demo.PORTARIA_CA_CERT],
    ...['--timeout', '120000', '--timeout-request', '20000'],
    ...['--reporters', 'cli,json', '--reporter-json-export', report, '--reporter-cli-no-banner'],
  ];
  const status = await run(newman, words);
  const successes = successesIn(report);
  process.stdout.write(`${successes} requests succeeded.\n`);
  if (successes < successesMin)
    throw new Error(`At least ${successesMin} requests of the collection must succeed.`);
  return status;
};

if (await install()) process.exitCode = await withTemporaryStack(runCollection);
else missing(`newman ${version} cannot be installed here, so the collection in docs/postman is not tested.`);
