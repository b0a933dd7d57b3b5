import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  renderTemplate,
  renderTemplates,
  templateDefaults,
  versionVariables,
  writeListenerSecrets,
} from '../../../src/cli/deployment/nginx-templates.js';
import { listenerSecrets } from './support.js';

const inTemporaryFolder = async (work: (dir: string) => Promise<void>): Promise<void> => {
  const dir = await mkdtemp(join(tmpdir(), 'portaria-templates-'));
  await work(dir).finally(() => rm(dir, { recursive: true, force: true }));
};

test('only PORTARIA variables are replaced, and also by an empty value', () => {
  const text = 'listen ${PORTARIA_BIND}1${PORTARIA_LISTEN_HTTP2}; set $x $uri; # ${HOME} $PORTARIA_BIND';
  const rendered = renderTemplate(text, { PORTARIA_BIND: '[::]:', PORTARIA_LISTEN_HTTP2: '' });
  expect(rendered).toBe('listen [::]:1; set $x $uri; # ${HOME} $PORTARIA_BIND');
});

test('templates that miss a variable say which, and in which file', async () => {
  await inTemporaryFolder(async (dir) => {
    const render = renderTemplates(join(import.meta.dirname, '../../../nginx'), {
      ...templateDefaults,
      PORTARIA_NGINX_DIR: dir,
    });
    await expect(render).rejects.toThrow(/application\.conf\.template: undefined: .*\bPORTARIA_UPSTREAM\b/);
  });
});

test('each NGINX version gets the words that it knows', () => {
  expect(versionVariables('1.22.1')).toEqual({
    PORTARIA_LISTEN_HTTP2: ' http2',
    PORTARIA_NGINX_VERSION_SETTINGS: '',
  });
  expect(versionVariables('1.25.1').PORTARIA_NGINX_VERSION_SETTINGS).toBe('http2 on;');
  expect(versionVariables('1.30.6')).toEqual({
    PORTARIA_LISTEN_HTTP2: '',
    PORTARIA_NGINX_VERSION_SETTINGS: 'http2 on; keepalive_min_timeout 5s;',
  });
});

test('only the owner of its file can read a proxy secret, and the secret cannot end its directive', async () => {
  await inTemporaryFolder(async (dir) => {
    await writeListenerSecrets(dir, listenerSecrets);
    expect((await stat(join(dir, 'listener-tls.conf'))).mode & 0o777).toBe(0o600);
    const injected = { ...listenerSecrets, admin: 'x"; proxy_pass http://elsewhere; #' };
    await expect(writeListenerSecrets(dir, injected)).rejects.toThrow(
      'admin listener must be 32 to 128 characters',
    );
  });
});
