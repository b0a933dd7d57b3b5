import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { askToken, send } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { startProcess } from '../support/processes.js';
import { startApp } from '../support/test-app.js';

test.each([-600_000, 600_000, 86_400_000])(
  'a process whose clock is wrong by %i ms verifies tokens by the time of the database, and says so',
  async (byMs) => {
    const app = await startApp();
    const folder = await mkdtemp(join(tmpdir(), 'portaria-clock-'));
    afterFile(() => rm(folder, { recursive: true, force: true }));
    const shift = join(folder, 'shift.mjs');
    await writeFile(
      shift,
      `const real = Date.now; Date.now = () => real() + ${String(byMs)};
       globalThis.Date = class extends Date { constructor(...given) { given.length ? super(...given) : super(Date.now()); } };`,
    );
    const wrong = await startProcess({
      ...app.environment,
      NODE_OPTIONS: `--import=${pathToFileURL(shift).href}`,
    });
    const certificate = await makeCertificate();
    const account = await app.accounts.create({ certificate: certificate.certPem });
    const { access_token } = (await askToken(app, account, certificate.certPem)).json();
    const whoami = await send({
      port: wrong.port,
      method: 'GET',
      path: '/api/auth/whoami',
      headers: {
        authorization: `Bearer ${String(access_token)}`,
        'x-portaria-listener': app.listenerSecret('tls'),
        'x-real-ip': '127.0.0.1',
        'x-ssl-client-cert': encodeURIComponent(certificate.certPem),
        'x-ssl-client-verify': 'SUCCESS',
      },
    });
    expect(whoami.status).toBe(200);
    expect(wrong.output()).toContain('the clock of this process differs from the clock of the database');
  },
);
