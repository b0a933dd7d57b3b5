import { readFile, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import {
  createCa,
  issueCertificate,
  issueServerCertificate,
  serverAuth,
} from '../../src/cli/deployment/pki.js';
import type { RouteInput } from '../../src/route-import/import-routes.js';
import { openPortaria, type Portaria } from '../cli/portaria.js';
import { currently } from '../http/nginx/support.js';
import { documentOf, imported, reads } from '../route-import/small-document.js';
import { type NginxWithRoutes, startApi, startNginxWithRoutes } from './nginx-with-routes.js';

let proxied: NginxWithRoutes;
let portaria: Portaria;

beforeAll(async () => {
  portaria = await openPortaria();
  proxied = await startNginxWithRoutes();
});

/** Has NGINX serve these paths. */
const serve = async (name: string, paths: readonly string[], input: Partial<RouteInput>): Promise<void> => {
  const document = documentOf(Object.fromEntries(paths.map((path) => [path, { get: reads }])));
  for (const { file, text } of imported(document, { name, ...input }).files)
    await writeFile(join(proxied.routes, file), text);
  await proxied.reloadedBy(() => proxied.nginx.reload());
};

const until = async (done: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await done()) return;
    await pause(25);
  }
  throw new Error('it did not come');
};

test('NGINX sends to the API exactly the paths of its templates, byte by byte as they came', async () => {
  const port = await startApi();
  const templates = [
    '/p/ready',
    '/p/{x}/z',
    '/p/all/{y}/z',
    "/a.b(c)+d*$e!,f=g:h@i'j~k&l/{x}",
    '/p/o.k',
    '/p/end/',
  ];
  await serve('p', templates, { upstream: `http://127.0.0.1:${port}` });
  const reached = [
    '/p/ready',
    '/p/ready?x=%2F..%2F&y=//',
    '/p/1/z',
    '/p/%7Eabc%40/z?q',
    '/p/all/1/z',
    "/a.b(c)+d*$e!,f=g:h@i'j~k&l/1",
    '/p/o.k',
    '/p/end/',
  ];
  for (const path of reached) expect(await proxied.ask(path)).toEqual({ status: 200, body: `GET ${path}` });
  const notReached = [
    '/p',
    '/p/',
    '/p/1',
    '/p//z',
    '/p/1/2/z',
    '/p/oxk',
    '/p/end',
    "/axb(c)+d*$e!,f=g:h@i'j~k&l/1",
    '/p/ready/',
    '/q/p/1/z',
    '/P/ready',
    '/p/1/zz',
  ];
  for (const path of notReached) expect([path, (await proxied.ask(path)).status]).toEqual([path, 404]);
});

test('an https API is reached when its certificate is of the authority and of its name, and else not', async () => {
  const other = await createCa({ commonName: 'Other', ...currently });
  const wrongName = {
    commonName: 'other',
    extendedKeyUsage: [serverAuth],
    subjectAltNames: { dns: ['other.example'] },
    ...currently,
  };
  const certificates = {
    right: await issueServerCertificate(proxied.ca, currently),
    untrusted: await issueServerCertificate(other, currently),
    misnamed: await issueCertificate(proxied.ca, wrongName),
  };
  const upstreamCa = join(proxied.folder, 'authority.pem');
  await writeFile(upstreamCa, proxied.ca.certPem);
  for (const [name, certificate] of Object.entries(certificates)) {
    const upstream = `https://localhost:${await startApi(certificate)}`;
    await serve(name, [`/${name}/ready`], { upstream, upstreamCa });
    const { status, body } = await proxied.ask(`/${name}/ready`);
    if (name === 'right') expect({ status, body }).toEqual({ status: 200, body: 'GET /right/ready' });
    else expect([name, status]).toEqual([name, 502]);
  }
});

test('a reload by the command drops no request: neither one under way nor one that comes meanwhile', async () => {
  const port = await startApi(null, (requested, answer) => {
    setTimeout(() => answer.end(requested.url), requested.url?.includes('slow') ? 1500 : 0);
  });
  const file = join(proxied.folder, 'life.json');
  const importPaths = async (paths: readonly string[]): Promise<void> => {
    await writeFile(
      file,
      JSON.stringify(documentOf(Object.fromEntries(paths.map((path) => [path, { get: reads }])))),
    );
    const upstream = `http://127.0.0.1:${port}`;
    const words = [
      '--upstream',
      upstream,
      '--name',
      'life',
      '--out',
      proxied.routes,
      '--nginx-conf',
      proxied.configFile,
      '--reload',
    ];
    const { exitCode, err } = await portaria.runWords(['routes', 'import', file, ...words]);
    expect({ exitCode, err }).toMatchObject({
      exitCode: 0,
      err: expect.stringContaining('NGINX reloads now'),
    });
  };
  await proxied.reloadedBy(() => importPaths(['/life/{x}']));
  expect((await proxied.ask('/life/1')).status).toBe(200);
  const slow = proxied.ask('/life/slow');
  let going = true;
  const statuses: number[] = [];
  const asking = (async () => {
    while (going) statuses.push((await proxied.ask('/life/1', 'GET', new Agent())).status);
  })();
  await importPaths(['/life/{x}', '/life/{x}/more']);
  await until(async () => (await proxied.ask('/life/1/more')).status === 200);
  going = false;
  await asking;
  expect(await slow).toEqual({ status: 200, body: '/life/slow' });
  expect(statuses.length).toBeGreaterThan(3);
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await readFile(join(proxied.routes, 'life.locations.conf'), 'utf8')).toContain('more');
});
