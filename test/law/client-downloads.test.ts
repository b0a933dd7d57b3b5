import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The page of the client packages names the files that `npm run clients:pack` makes. */
const repository = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(repository, file), 'utf8');

const { version } = JSON.parse(read('package.json')) as { version: string };
const files = [
  `portaria-client-${version}.tgz`,
  `portaria_client-${version}-py3-none-any.whl`,
  `portaria_client-${version}.tar.gz`,
  `portaria-client-${version}.jar`,
  `portaria-client-go-${version}.zip`,
  `portaria-client-php-${version}.zip`,
  'SHA256SUMS',
];

test.each(['docs', 'docs/pt-BR'])(
  'in %s, the links are to the files of this version, and to no other',
  (folder) => {
    const links = [
      ...read(`${folder}/how-to/merchant/client-packages.md`).matchAll(/\]\(\/downloads\/([^)]+)\)/g),
    ];
    expect([...new Set(links.map(([, name]) => name))].sort()).toEqual([...files].sort());
  },
);

test('every client package has the version of the product', () => {
  const [, python] = /^version = "(.+)"$/m.exec(read('clients/python/pyproject.toml')) ?? [];
  const [, java] = /<version>(.+)<\/version>/.exec(read('clients/java/pom.xml')) ?? [];
  const json = ['typescript/package.json', 'php/composer.json'].map(
    (file) => (JSON.parse(read(`clients/${file}`)) as { version: string }).version,
  );
  expect([python, java, ...json]).toEqual(Array.from({ length: 4 }, () => version));
});

test('no page tells anyone to install a client package from a registry', () => {
  const pages = [
    'docs/how-to/merchant/client-packages.md',
    'docs/pt-BR/how-to/merchant/client-packages.md',
    ...['typescript', 'python', 'java', 'go', 'php'].map((name) => `clients/${name}/README.md`),
  ];
  const byName =
    /\b(?:npm (?:install|i)|npx|pip install|composer require|go get)\s+(?:-\S+\s+)*["']?@?portaria[\w/-]*["']?\s*$/m;
  for (const page of pages) expect([page, byName.exec(read(page))?.[0]]).toEqual([page, undefined]);
  expect('npm install @portaria/client\n').toMatch(byName);
  expect('python3 -m pip install portaria-client\n').toMatch(byName);
});
