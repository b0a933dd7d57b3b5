// Writes docs/configuration.md, docs/reference/errors/ and .env.example from the code, so that they cannot say anything else than
// what runs. With --check it writes nothing and fails when one of them is stale. Needs `npm run build`.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { localSettings } from '../dist/src/config/local-settings.js';
import { nginxSettings } from '../dist/src/config/nginx-settings.js';
import { settings } from '../dist/src/config/settings.js';
import { Metrics } from '../dist/src/telemetry/metrics.js';
import { errorPages } from './docs/error-pages.mjs';

const repository = join(import.meta.dirname, '..');
const read = (path) => readFileSync(join(repository, path), 'utf8');
const filesBelow = (folder, ending) =>
  readdirSync(join(repository, folder), { recursive: true })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => `${folder}/${name}`);

const made = 'Made by `npm run docs:generate`; change the code instead';

const assertSame = (what, left, right) => {
  const differing = [
    ...left.filter((one) => !right.includes(one)),
    ...right.filter((one) => !left.includes(one)),
  ];
  if (differing.length > 0) throw new Error(`${what}: ${[...new Set(differing)].join(', ')}`);
};

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const code = (text) => `\`${text}\``;

/** Returns `required`, or the default as an operator would write it; empty for an optional setting. */
const standardOf = ({ schema }) => {
  const parsed = schema.safeParse(undefined);
  if (!parsed.success) return null;
  if (typeof parsed.data === 'boolean') return parsed.data ? 'on' : 'off';
  return parsed.data === undefined ? '' : String(parsed.data);
};

const valuesOf = ({ schema }) => {
  const shape = (io) => z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  const { minimum, maximum } = shape('output');
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  return (shape('input').enum ?? []).map(code).join(', ');
};

const settingRows = Object.entries(settings).map(([name, setting]) => {
  const defaultValue = standardOf(setting);
  return [
    code(name),
    defaultValue === null ? 'required' : defaultValue === '' ? '' : code(defaultValue),
    valuesOf(setting),
    setting.secret ? 'yes' : '',
    setting.description,
  ];
});

const placeholders = [
  ...new Set(
    filesBelow('nginx', '.template').flatMap(
      (file) => read(file).match(/(?<=\$\{)PORTARIA_[A-Z0-9_]+(?=\})/g) ?? [],
    ),
  ),
];
assertSame('nginxSettings and the templates differ', Object.keys(nginxSettings), placeholders);
const stackCode = filesBelow('src/cli', '.ts').map(read).join('\n');
for (const name of Object.keys(localSettings)) {
  if (!stackCode.includes(`'${name}'`)) throw new Error(`localSettings: nothing in src/cli reads ${name}`);
}

const configuration = `<!-- ${made}. -->

# Configuration

Everything is read from the environment, once, when the process starts. A wrong value, a missing one, or a name that begins with
\`PORTARIA_\` and is none of these stops the start, with every problem listed. Empty counts as not set.

A secret may also lie in a file: \`NAME_FILE\` is its path (\`PORTARIA_PEPPER_FILE=/run/secrets/pepper\`). Given both ways, it is an error.
\`.env.example\` lists the same settings to fill in.

## The application and the command line

${table(['name', 'default', 'values', 'secret', 'meaning'], settingRows)}

## NGINX

Variables of the templates below \`nginx/\`, rendered as \`envsubst\` does for names that begin with \`PORTARIA_\`.

${table(
  ['name', 'default', 'meaning'],
  Object.entries(nginxSettings).map(([name, { defaultValue, description }]) => [
    code(name),
    defaultValue === undefined ? 'required' : defaultValue === '' ? 'empty' : code(defaultValue),
    description,
  ]),
)}

## The local stack

What \`npm start\` takes from the environment; all of it may be left out.

${table(
  ['name', 'default', 'meaning'],
  Object.entries(localSettings).map(([name, { defaultValue, description }]) => [
    code(name),
    defaultValue,
    description,
  ]),
)}
`;

const wrapped = (text, width = 110) =>
  text.split(' ').reduce(
    (lines, word) => {
      const last = lines.at(-1);
      if (`${last} ${word}`.length > width) return [...lines, `# ${word}`];
      return [...lines.slice(0, -1), `${last} ${word}`];
    },
    ['#'],
  );

const exampleOf = ([name, setting]) => {
  const defaultValue = standardOf(setting);
  const values = valuesOf(setting).replaceAll('`', '');
  return [
    ...wrapped(setting.description + (values ? ` (${values})` : '')),
    ...(setting.secret ? [`# A secret: or the path of a file that holds it in ${name}_FILE.`] : []),
    ...(setting.example ? [`# Example: ${setting.example}`] : []),
    defaultValue === null ? `${name}=` : `#${name}=${defaultValue}`,
  ].join('\n');
};

const envExample = `# ${made}.
# What is not commented out is required. See docs/configuration.md.

${Object.entries(settings).map(exampleOf).join('\n\n')}
`;

const noFigures = {
  revocationsAgeSeconds: () => null,
  knownRevocations: () => 0,
  canVerify: () => false,
  routesAgeSeconds: () => null,
  routes: () => 0,
  routesAreSound: () => true,
};
const none = { waiting: 0, refused: 0 };
const noHashes = {
  ...{ queue: 'merchants', expensive: false, running: 0 },
  classes: { linked: none, unlinked: none, user: none },
};
const noLoad = {
  database: () => ({ max: 0, open: 0, idle: 0, waiting: 0, abandoned: 0 }),
  batch: () => ({ inFlight: 0, waiting: 0, sent: 0, members: 0 }),
  slowHashes: () => ({ waitingMax: 0, queues: [noHashes] }),
  clockDifferenceSeconds: () => null,
  clockStepsBack: () => 0,
  partitionsEndSeconds: () => null,
  expiring: () =>
    ['certificate', 'secret'].map((kind) => ({ kind, accountKind: 'merchant', withinDays: 30, count: 0 })),
  audit: () => null,
  version: '',
};
const described = new Metrics(noFigures, noLoad);
described.observe({ method: 'GET', route: '/', status: 200, seconds: 0 });
const scraped = await described.text();
const labelsOf = (name) => {
  const [, labels = ''] = new RegExp(`^${name}(?:_bucket)?\\{([^}]*)\\}`, 'm').exec(scraped) ?? [];
  return [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label).filter((label) => label !== 'le');
};
const metricRows = [...scraped.matchAll(/^# HELP (portaria_\w+) (.*)\n# TYPE \S+ (\w+)$/gm)]
  .map(([, name, help, type]) => [code(name), type, labelsOf(name).map(code).join(', '), help])
  .sort(([left], [right]) => (left < right ? -1 : 1));

const metrics = `<!-- ${made}. -->

# Metrics

\`GET /metrics\` on the application's own port, which NGINX does not serve, in Prometheus's text format. Every label has a closed
set of values: no request can add a series. Metrics of the process (memory, CPU, event loop, garbage collection) have
prom-client's names, \`process_*\` and \`nodejs_*\`. \`deploy/prometheus/portaria.rules.yml\` has alert rules; \`docs/runbook.md\`,
"Alerts", says what to do.

${table(['Metric', 'Type', 'Labels', 'What it says'], metricRows)}
`;

const files = {
  'docs/reference/metrics.md': metrics,
  'docs/configuration.md': configuration,
  ...errorPages,
  '.env.example': envExample,
};
const current = (path) => {
  try {
    return read(path);
  } catch {
    return null;
  }
};
const stale = Object.entries(files).filter(([path, text]) => current(path) !== text);
// A page of an error that no longer exists.
const left = filesBelow('docs/reference/errors', '.md').filter((path) => !Object.hasOwn(files, path));

// The examples of a contract's pages are its golden bytes; a token is too long to print.
const golden = 'test/contracts/avista/golden';
const contractPages = ['docs/reference/contracts/avista.md', 'docs/reference/contracts/avista-errors.md'];
const contractPage = contractPages.map(read).join('\n');
const shown = [...contractPage.matchAll(/^```json\n([^]*?)\n```$/gm)]
  .map(([, block]) => block)
  .filter((block) => !block.includes('access_token'))
  .map((block) => JSON.stringify(JSON.parse(block)));
const wrongExamples = filesBelow(golden, '.http').filter((file) => {
  const body = read(file).trim().split('\n').at(-1);
  return !contractPage.includes(file) || !(body.includes('access_token') || shown.includes(body));
});
if (wrongExamples.length > 0) {
  console.error(`${contractPages.join(' and ')} do not show: ${wrongExamples.join(', ')}`);
  process.exitCode = 1;
}

if (!process.argv.includes('--check')) {
  for (const [path, text] of stale) writeFileSync(join(repository, path), text);
  for (const path of left) rmSync(join(repository, path));
  const changed = [...stale.map(([path]) => path), ...left];
  console.log(changed.length > 0 ? `written: ${changed.join(', ')}` : 'all up to date');
} else if (stale.length + left.length > 0) {
  console.error(`stale: ${[...stale.map(([path]) => path), ...left].join(', ')}. Run: npm run docs:generate`);
  process.exitCode = 1;
}
