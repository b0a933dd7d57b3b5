// Writes the pages of the settings, metrics and errors and .env.example from the code, so that they cannot say anything
// else than what runs. With --check it writes nothing and fails when one of them is stale. Needs `npm run build`.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { localSettings } from '../dist/src/config/local-settings.js';
import { nginxSettings } from '../dist/src/config/nginx-settings.js';
import { settings } from '../dist/src/config/settings.js';
import { errorFiles, errorFolders } from './docs/error-files.mjs';
import { helmValuesPage } from './docs/helm-values.mjs';
import { assertSame, made } from './docs/markdown.mjs';
import { metricsPage } from './docs/metrics-page.mjs';
import { scopePages } from './docs/scope-pages.mjs';
import { settingPages, standardOf, valuesOf } from './docs/setting-pages.mjs';
import { spansPage } from './docs/spans-page.mjs';

const repository = join(import.meta.dirname, '..');
const read = (path) => readFileSync(join(repository, path), 'utf8');
const filesBelow = (folder, ending) =>
  readdirSync(join(repository, folder), { recursive: true })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => `${folder}/${name}`);

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
    ...(setting.secret ? [`# A secret. ${name}_FILE may name a file that contains it instead.`] : []),
    ...(setting.example ? [`# Example: ${setting.example}`] : []),
    defaultValue === null ? `${name}=` : `#${name}=${defaultValue}`,
  ].join('\n');
};

const envExample = `# ${made}.
# What is not commented out is required. See docs/reference/configuration/README.md.

${Object.entries(settings).map(exampleOf).join('\n\n')}
`;

const files = {
  ...settingPages(),
  ...(await metricsPage()),
  ...errorFiles,
  ...helmValuesPage(),
  ...scopePages,
  ...spansPage(),
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
const left = errorFolders
  .flatMap((folder) => filesBelow(folder, '.md'))
  .filter((path) => !Object.hasOwn(files, path));

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
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
  for (const path of left) rmSync(join(repository, path));
  const changed = [...stale.map(([path]) => path), ...left];
  console.log(changed.length > 0 ? `written: ${changed.join(', ')}` : 'all up to date');
} else if (stale.length + left.length > 0) {
  console.error(`stale: ${[...stale.map(([path]) => path), ...left].join(', ')}. Run: npm run docs:generate`);
  process.exitCode = 1;
}
