// Writes docs/configuration.md, docs/errors.md and .env.example from the code, so that they cannot say anything else than
// what runs. With --check it writes nothing and fails when one of them is stale. Needs `npm run build`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { localSettings } from '../dist/src/config/local-settings.js';
import { nginxSettings } from '../dist/src/config/nginx-settings.js';
import { settings } from '../dist/src/config/settings.js';
import { toAvistaRefusalResponse } from '../dist/src/contracts/avista/refusals.js';
import { Refusal, refusalReasons } from '../dist/src/core/refusals/refusal.js';
import { explanations } from '../dist/src/management/refusals/refusal-explanations.js';
import { Metrics } from '../dist/src/telemetry/metrics.js';

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

const answers = refusalReasons.map((reason) => {
  const { status, headers, body } = toAvistaRefusalResponse(new Refusal(reason, ''), '');
  return {
    reason,
    status,
    code: body.code,
    error: body.error,
    message: [body.message].flat().join('; '),
    headers,
  };
});
const rowKey = ({ status, code: word, message }) => `${status} ${word} ${message}`;
const grouped = [...new Set(answers.map(rowKey))]
  .map((key) => answers.filter((answer) => rowKey(answer) === key))
  .sort(([a], [b]) => a.status - b.status);

const nginxTemplate = read('nginx/errors.conf.template');
const nginxAnswers = [...nginxTemplate.matchAll(/return (\d+) '(\{.+\})';/g)].map(
  ([, status, json], index, all) => {
    const page = [...nginxTemplate.matchAll(/location = (\/_err\/\d+)/g)][index]?.[1];
    const [, from] = new RegExp(`^error_page ([\\d ]+?) +=\\d+ ${page};`, 'm').exec(nginxTemplate) ?? [];
    if (from === undefined)
      throw new Error(`errors.conf.template: nothing leads to ${page} (${all.length} answers)`);
    const { message, ...answer } = JSON.parse(json);
    const words = [message].flat().join('; ').replace('$portaria_see_allow', '; see Allow');
    return { status, from, ...answer, message: words };
  },
);
if (nginxAnswers.length === 0) throw new Error('errors.conf.template: no answers were found');

const errors = `<!-- ${made}. -->

# Errors

Every error is JSON of one shape: \`statusCode\`, \`error\` (the reason phrase), \`message\` (a sentence; for \`malformed_request\` a list
with one entry per problem), \`code\` (stable: what a program may compare), \`requestId\`, and \`hint\` where we can help. The messages
below are the general ones; a 400 is often more exact. 429 and 503 carry \`Retry-After\`, 405 carries \`Allow\`.

The \`requestId\` is also the header \`X-Request-Id\`. With it an operator finds the true cause:
\`portaria refusal show <requestId>\`.

## From the application

${table(
  ['status', 'code', 'message', 'when'],
  grouped.map(([first, ...others]) => [
    `${first.status} ${first.error}`,
    code(first.code),
    first.message,
    [first, ...others].map(({ reason }) => explanations[reason].happened).join(' '),
  ]),
)}

All causes of 401 have the same bytes on purpose: who tries a stolen secret learns nothing.

## Causes, as operators read them

${table(
  ['reason', 'status', 'what happened', 'what would pass', 'what to do'],
  answers.map(({ reason, status }) => {
    const { happened, wouldPass, next } = explanations[reason];
    return [code(reason), String(status), happened, wouldPass, next];
  }),
)}

## From NGINX itself

${table(
  ['status', 'code', 'message', 'from NGINX status'],
  nginxAnswers.map((answer) => [
    `${answer.status} ${answer.error}`,
    code(answer.code),
    answer.message,
    answer.from.trim().split(/ +/).join(', '),
  ]),
)}

NGINX's 495 (a certificate that it does not trust) goes on to the application, which answers 401 and records the reason.

A request that takes longer than 20 s to arrive is a 408 with the code \`request_timeout\`, and one with a control byte in a
header a 400 with \`malformed_request\`: the application answers both on every path in the shape above. A body of which nothing
came for 10 s has its connection closed without an answer. Over HTTP/2 a header over the limit ends the connection.
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
  'docs/errors.md': errors,
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
  console.log(stale.length > 0 ? `written: ${stale.map(([path]) => path).join(', ')}` : 'all up to date');
} else if (stale.length > 0) {
  console.error(`stale: ${stale.map(([path]) => path).join(', ')}. Run: npm run docs:generate`);
  process.exitCode = 1;
}
