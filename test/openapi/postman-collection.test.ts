import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface Item {
  readonly name: string;
  readonly item?: readonly Item[];
  readonly event?: readonly { readonly script: { readonly exec: readonly string[] } }[];
  readonly request?: { readonly url: { readonly variable?: readonly { readonly value: string }[] } };
}
interface Collection {
  readonly item: readonly Item[];
  readonly variable: readonly { readonly key: string; readonly value: string }[];
}

const file = join(import.meta.dirname, '../../docs/postman/portaria.postman_collection.json');
const collection = JSON.parse(await readFile(file, 'utf8')) as Collection;

const requestsOf = (item: Item): Item[] => (item.item ? item.item.flatMap(requestsOf) : [item]);
const requests = collection.item.flatMap(requestsOf);
const variables = new Map(collection.variable.map(({ key, value }) => [key, value]));
const inPath = ({ request }: Item): string[] =>
  (request?.url.variable ?? []).map(({ value }) => value.slice(2, -2));
const savedBy = ({ event = [] }: Item): string[] =>
  event
    .flatMap(({ script }) => [...script.exec.join('\n').matchAll(/Variables\.set\('(\w+)', found/g)])
    .map(([, name]) => name ?? '');

test('every variable of a path has a value that is well formed', () => {
  const used = new Set(requests.flatMap(inPath));
  expect(used.size).toBeGreaterThan(15);
  for (const name of used) expect.soft(variables.get(name), name).toMatch(/./);
});

test('what a request ends is named by the user: no response of another request fills it in', () => {
  const ending = requests.filter(
    ({ name }) =>
      /^(?:Disable|Remove|Revoke|Suspend|Unlink) /.test(name) &&
      name !== 'Revoke a token' &&
      name !== 'Revoke tokens',
  );
  expect(ending.length).toBeGreaterThan(8);
  const saved = requests.flatMap(savedBy);
  expect(saved.length).toBeGreaterThan(10);
  for (const request of ending) {
    const last = inPath(request).at(-1);
    expect.soft(last, request.name).toMatch(/To(?:Disable|Remove|Revoke|Suspend|Unlink)$/);
    expect.soft(saved, request.name).not.toContain(last);
  }
});
