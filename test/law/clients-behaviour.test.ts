import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';

const clients = join(import.meta.dirname, '../../clients');
const page = readFileSync(join(clients, 'behaviour.md'), 'utf8');
const ids = [...page.matchAll(/^- \*\*(B\d+)\*\*/gm)].map(([, id = '']) => id);

/** Each package, and the files of its tests. */
const packages = globSync('*/{package.json,pyproject.toml,pom.xml,go.mod,composer.json}', {
  cwd: clients,
}).map((file) => {
  const folder = join(clients, file.slice(0, -basename(file).length));
  return {
    folder,
    // Go has its tests beside the code.
    tests: globSync('{{test,tests}/**/*.*,*_test.go}', { cwd: folder }).map((each) => join(folder, each)),
  };
});

/** The ids in names of tests: `test('B1 one', ...)`, `def test_b1_one(self):`, `void testB1One()`, `func TestB1One(`. */
const testedIn = (text: string): readonly string[] =>
  [...text.matchAll(/\(\s*['"`](B\d+) |\btest_?(b\d+)(?=_|[A-Z]|\b)/gi)].map(([, quoted, named = '']) =>
    (quoted ?? named).toUpperCase(),
  );

test('every line of the behaviour of the client packages has an id of its own', () => {
  expect(ids.length).toBeGreaterThan(40);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  const lines = page.split('\n').filter((line) => line.startsWith('- '));
  expect(lines.filter((line) => !/^- \*\*B\d+\*\* [A-Z`].*\.$/.test(line))).toEqual([]);
  expect(lines).toHaveLength(ids.length);
});

test('every client package has a test of every line, and of no other', () => {
  expect(packages.length).toBeGreaterThan(0);
  for (const { folder, tests } of packages) {
    const tested = new Set(tests.flatMap((file) => testedIn(readFileSync(file, 'utf8'))));
    expect([folder, ids.filter((id) => !tested.has(id))]).toEqual([folder, []]);
    expect([folder, [...tested].filter((id) => !ids.includes(id))]).toEqual([folder, []]);
  }
});

test('an id is found in the name of a test, and nowhere else', () => {
  const text = `test('B1 one', () => {});
    ])('B2 two %s', (each) => {});
    test.each([1])(
      'B3 three',
    // B4 is in a comment, and so is test.
    def test_b5_five(self):
    void testB6Six() {
    func TestB7Seven(t *testing.T) {`;
  expect(testedIn(text)).toEqual(['B1', 'B2', 'B3', 'B5', 'B6', 'B7']);
});
