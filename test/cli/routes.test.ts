import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { type Ended, openPortaria, type Run } from './portaria.js';

const { runWords } = await openPortaria();
const demo = join(import.meta.dirname, '../../examples/demo/openapi.yaml');

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-routes-test-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** Imports the demo's document, changed, from the standard input. */
const importDemo = async (
  out: string,
  words: readonly string[] = [],
  {
    change = (text: string): string => text,
    ...run
  }: Run & { readonly change?: (text: string) => string } = {},
): Promise<Ended> => {
  const stdin = change(await readFile(demo, 'utf8'));
  const upstream = words.includes('--upstream') ? [] : ['--upstream', 'http://127.0.0.1:9000'];
  return runWords(['routes', 'import', '-', ...upstream, '--out', out, ...words], { stdin, ...run });
};

const contentOf = async (folder: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      (await readdir(folder))
        .sort()
        .map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const),
    ),
  );

const needsOf = (text: string, scope: string): string => text.replaceAll("'pix:read'", `'${scope}'`);

test('an import writes three files, and says what came', async () => {
  const out = await newFolder();
  const { exitCode, out: told, err } = await importDemo(out);
  expect({ exitCode, err }).toEqual({
    exitCode: 0,
    err: 'The application uses the rules within a second. Next, test and reload NGINX (or add --reload).\n',
  });
  expect(told.split('\n').slice(0, 3)).toEqual([
    'change\tmethod\tpath\tneeds\tbefore',
    '+\tGET\t/balance\tbalance:read\t',
    '+\tGET\t/cob\tpix:read\t',
  ]);
  expect(Object.keys(await contentOf(out))).toEqual([
    'demo.locations.conf',
    'demo.routes.json',
    'demo.upstream.conf',
  ]);
});

test('the same import once more touches no file', async () => {
  const out = await newFolder();
  const looks = async (): Promise<unknown[]> =>
    Promise.all((await readdir(out)).map(async (name) => [name, (await stat(join(out, name))).ino]));
  await importDemo(out);
  const before = await looks();
  const again = await importDemo(out);
  expect(again.err).toBe('The files of demo are up to date.\n');
  expect(again.out).toBe('change\tmethod\tpath\tneeds\tbefore\n');
  expect(await looks()).toEqual(before);
});

test('what an import changes is told, rule by rule, and of the upstream and the scope map', async () => {
  const out = await newFolder();
  const map = join(await newFolder(), 'map.json');
  await importDemo(out);
  await writeFile(map, '{"all": ["pix:write"]}');
  const { out: told, err } = await importDemo(
    out,
    ['--upstream', 'http://127.0.0.1:9001', '--scope-map', map],
    {
      change: (text) =>
        text
          .replace('  /saldo:', '  /extrato:')
          .replace("oauth2: ['pix:write']", "oauth2: ['pix:write', 'pix:read']"),
    },
  );
  expect(told.split('\n').slice(1, -1)).toEqual([
    '~\tPOST\t/cob\tpix:read + pix:write\tpix:write',
    '+\tGET\t/extrato\tbalance:read\t',
    '-\tGET\t/saldo\tbalance:read\t',
  ]);
  expect(err).toContain(
    'The address of the API is now http://127.0.0.1:9001 (previously http://127.0.0.1:9000).\n',
  );
  expect(err).toContain('all now covers pix:write.\n');
});

test('an import says which tokens open the API, and which did before', async () => {
  const out = await newFolder();
  const usual = 'tokens for the audience of PORTARIA_AUDIENCE';
  const first = await importDemo(out, ['--audience', 'avx', '--audience', 'api', '--require-bound']);
  expect(first.err).toContain('It accepts tokens for the audience api or avx, bound to a certificate.\n');
  const again = await importDemo(out);
  expect(again.err).toContain(
    `It accepts ${usual} (previously tokens for the audience api or avx, bound to a certificate).\n`,
  );
  expect((await importDemo(out)).err).not.toContain('It accepts');
});

test('a dry run says the same and writes nothing, not even the folder', async () => {
  const out = join(await newFolder(), 'routes');
  const { exitCode, out: told, err } = await importDemo(out, ['--dry-run']);
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: 'Dry run: nothing was written.\n' });
  expect(told.split('\n')).toHaveLength(11);
  await expect(stat(out)).rejects.toThrow('ENOENT');
});

test('programs get it as JSON', async () => {
  const out = await newFolder();
  const found = (await importDemo(out, ['--json', '--leave-out', 'GET /saldo'])).json();
  expect(found).toMatchObject({
    api: 'demo',
    dryRun: false,
    checked: 'alone',
    reloaded: false,
    leftOut: [{ method: 'GET', path: '/saldo', why: 'as asked' }],
    files: [
      { file: 'demo.upstream.conf', state: 'written' },
      { file: 'demo.locations.conf', state: 'written' },
      { file: 'demo.routes.json', state: 'written' },
    ],
  });
});

test('people get a table that fits', async () => {
  const { out } = await importDemo(await newFolder(), [], { columns: 80 });
  expect(out).toMatch(/^CHANGE +METHOD +PATH +NEEDS +BEFORE\n\+ +GET +\/balance +balance:read +-\n/);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a document that is refused changes nothing', async () => {
  const out = await newFolder();
  await importDemo(out);
  const before = await contentOf(out);
  const { exitCode, err } = await importDemo(out, [], {
    change: (text) => text.replaceAll('oauth2: [', 'gone: ['),
  });
  expect(exitCode).toBe(2);
  expect(err).toMatch(/^portaria: document: GET \/cob names the security scheme gone/);
  expect(await contentOf(out)).toEqual(before);
});

test('files that NGINX does not accept change nothing', async () => {
  const out = await newFolder();
  await importDemo(out);
  const before = await contentOf(out);
  const words = ['--upstream', 'https://localhost', '--upstream-ca', '/nowhere/ca.pem'];
  const { exitCode, err } = await importDemo(out, words, { change: (text) => needsOf(text, 'balance:read') });
  expect(exitCode).toBe(4);
  expect(err).toMatch(
    /^portaria: NGINX does not accept the files. Nothing was changed: .*\/nowhere\/ca\.pem/,
  );
  expect(await contentOf(out)).toEqual(before);
  const unasked = await importDemo(out, [...words, '--no-check']);
  expect(unasked.exitCode).toBe(0);
  expect(unasked.err).toContain('NGINX did not check the files. Run nginx -t on its machine.\n');
});

test('a whole configuration that NGINX does not accept with them takes the files back', async () => {
  const [out, conf] = [await newFolder(), await newFolder()];
  await importDemo(out);
  const before = await contentOf(out);
  const configFile = await writeConfiguration(conf, out, 'location = "/extrato" { return 204; }');
  const change = (text: string): string => text.replace('  /saldo:', '  /extrato:');
  const { exitCode, err } = await importDemo(out, ['--nginx-conf', configFile], { change });
  expect(exitCode).toBe(4);
  expect(err).toMatch(/NGINX does not accept the files. Nothing was changed: duplicate location "\/extrato"/);
  expect(await contentOf(out)).toEqual(before);
  const right = await importDemo(out, ['--nginx-conf', configFile, '--json']);
  expect(right.json()).toMatchObject({ checked: 'whole', notes: [] });
});

test('a first import that NGINX does not accept leaves no file', async () => {
  const [out, conf] = [await newFolder(), await newFolder()];
  const configFile = await writeConfiguration(conf, out, 'location = "/cob" { return 204; }');
  expect((await importDemo(out, ['--nginx-conf', configFile])).exitCode).toBe(4);
  expect(await readdir(out)).toEqual([]);
});

test('a configuration that does not read the folder is told of', async () => {
  const [out, conf] = [await newFolder(), await newFolder()];
  const configFile = await writeConfiguration(conf, await newFolder(), '');
  const { exitCode, err } = await importDemo(out, ['--nginx-conf', configFile]);
  expect(exitCode).toBe(0);
  expect(err).toContain(`${configFile} does not include ${join(out, 'demo.upstream.conf')}`);
});

test('to reload needs to know whose configuration, and one that runs', async () => {
  const [out, conf] = [await newFolder(), await newFolder()];
  expect(await importDemo(out, ['--reload'])).toMatchObject({
    exitCode: 2,
    err: 'portaria: --reload: needs the configuration that NGINX runs with. Add --nginx-conf\n',
  });
  expect(await readdir(out)).toEqual([]);
  const configFile = await writeConfiguration(conf, out, '');
  // The number of a process that is no NGINX: ours.
  await writeFile(join(conf, 'nginx.pid'), String(process.pid));
  const { exitCode, err } = await importDemo(out, ['--reload', '--nginx-conf', configFile]);
  expect({ exitCode, err }).toMatchObject({
    exitCode: 4,
    err: expect.stringContaining('The files were written, but NGINX was not reloaded'),
  });
});

test('two APIs must not match the same requests', async () => {
  const out = await newFolder();
  await importDemo(out);
  const { exitCode, err } = await importDemo(out, ['--name', 'other'], {
    change: (text) => text.replace('  /cob:', '  /{thing}:'),
  });
  expect(exitCode).toBe(4);
  expect(err).toMatch(
    /path \/\S+ and the path \/\S+ of the API demo match the same requests\. Add --base-path .* portaria routes remove demo\n$/,
  );
  expect((await importDemo(out, ['--name', 'other', '--base-path', '/other'])).exitCode).toBe(0);
  expect((await runWords(['routes', 'list', '--out', out])).out).toBe(
    'api\ttitle\tversion\tupstream\taudience\tbound\trules\ndemo\tDemo\t1.0.0\thttp://127.0.0.1:9000\t\t\t9\nother\tDemo\t1.0.0\thttp://127.0.0.1:9000\t\t\t9\n',
  );
});

test('a damaged table is named, and keeps an import from being done', async () => {
  const out = await newFolder();
  await writeFile(join(out, 'broken.routes.json'), '{');
  await writeFile(
    join(out, 'other.routes.json'),
    '{"api":"x","title":"","version":"","upstream":"","scopeMap":{},"routes":[]}',
  );
  expect((await importDemo(out)).err).toBe(
    'portaria: broken.routes.json: must be a JSON object as portaria routes import writes it; Invalid input: expected object, received null. Restore it, or remove it and import again\n',
  );
  await rm(join(out, 'broken.routes.json'));
  expect((await importDemo(out)).err).toBe(
    'portaria: other.routes.json: api: is x, so the file must be x.routes.json. Restore it, or remove it and import again\n',
  );
});

test('the rules of an API are shown with the scopes of the platform that cover them', async () => {
  const out = await newFolder();
  const map = join(await newFolder(), 'map.yaml');
  await writeFile(map, 'everything: [pix:read, balance:read]\n');
  await importDemo(out, ['--scope-map', map]);
  const { out: told } = await runWords(['routes', 'show', 'demo', '--out', out]);
  expect(told.split('\n').slice(0, 4)).toEqual([
    'method\tpath\tneeds\tcovered by',
    'GET\t/balance\tbalance:read\teverything',
    'GET\t/cob\tpix:read\teverything',
    'POST\t/cob\tpix:write\t',
  ]);
  expect(await runWords(['routes', 'show', 'nothing', '--out', out])).toMatchObject({
    exitCode: 3,
    err: 'portaria: name: there is no API with this name. Known APIs: demo\n',
  });
});

test('to remove an API takes its three files, and no other', async () => {
  const out = await newFolder();
  await importDemo(out);
  await importDemo(out, ['--name', 'other', '--base-path', '/other']);
  const dry = await runWords(['routes', 'remove', 'demo', '--out', out, '--dry-run']);
  expect(dry.out).toContain('-\tGET\t/balance\tbalance:read\t\n');
  expect(await readdir(out)).toHaveLength(6);
  expect((await runWords(['routes', 'remove', 'demo', '--out', out])).exitCode).toBe(0);
  expect((await readdir(out)).sort()).toEqual([
    'other.locations.conf',
    'other.routes.json',
    'other.upstream.conf',
  ]);
});

test('the folder is that of PORTARIA_ROUTES_DIR, unless it is named', async () => {
  const folder = await newFolder();
  const settings = { PORTARIA_ROUTES_DIR: folder };
  const stdin = await readFile(demo, 'utf8');
  const words = ['routes', 'import', '-', '--upstream', 'http://127.0.0.1:9000'];
  expect((await runWords(words, { stdin, settings })).exitCode).toBe(0);
  expect(await readdir(folder)).toHaveLength(3);
  expect(await runWords(words, { stdin, settings: {} })).toMatchObject({
    exitCode: 2,
    err: 'portaria: --out: name the folder of the rules, or set PORTARIA_ROUTES_DIR\n',
  });
  expect((await importDemo(join(folder, 'not', 'there'))).err).toBe(
    `portaria: --out: the folder ${join(folder, 'not')} does not exist\n`,
  );
});

/** A main configuration that includes the routes, and one line more in the same server. */
async function writeConfiguration(folder: string, routes: string, line: string): Promise<string> {
  const file = join(folder, 'nginx.conf');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'protected.conf'), '');
  await writeFile(
    file,
    `pid ${folder}/nginx.pid;
error_log stderr crit;
events {}
http {
    client_body_temp_path ${folder}/1; proxy_temp_path ${folder}/2; fastcgi_temp_path ${folder}/3;
    uwsgi_temp_path ${folder}/4; scgi_temp_path ${folder}/5;
    include ${routes}/*.upstream.conf;
    server {
        listen unix:${folder}/socket;
        ${line}
        include ${routes}/*.locations.conf;
    }
}
`,
  );
  return file;
}
