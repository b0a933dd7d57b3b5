import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { startDoctorStack } from './support.js';

/** Whether `portaria doctor` names what makes the rendered files differ from the settings. */
const stack = await startDoctorStack();

test('a setting that was changed after NGINX was rendered is named', async () => {
  const { check, exitCode } = await stack.examine({
    PORTARIA_API_TIMEOUT: '47s',
    PORTARIA_UPSTREAM: `127.0.0.1:${String(stack.app.port)},127.0.0.1:1`,
  });
  expect(exitCode).toBe(2);
  expect(check('nginx-folder')).toMatchObject({
    result: 'warning',
    message: 'NGINX was rendered with other values of PORTARIA_API_TIMEOUT, PORTARIA_UPSTREAM.',
    fix: expect.stringContaining('portaria nginx render --dry-run'),
  });
});

test('a proxy secret that was changed in the settings alone is named, and not shown', async () => {
  const secret = 'another-secret-than-that-of-the-rendered-files';
  const { check, out } = await stack.examine({ PORTARIA_ADMIN_LISTENER_SECRET: secret });
  expect(check('nginx-folder').message).toBe(
    'NGINX was rendered with other values of PORTARIA_ADMIN_LISTENER_SECRET.',
  );
  expect(out).not.toContain(secret);
});

test('a file of NGINX that was edited, and one that is missing', async () => {
  const folder = dirname(stack.proxy.configFile);
  const edited = await stack.withEdited(
    'error-pages.conf',
    (text) => `${text}\n# edited\n`,
    () => stack.examine(),
  );
  expect(edited.check('nginx-folder')).toMatchObject({
    result: 'warning',
    message: `error-pages.conf in ${folder} was edited, or is of another release.`,
  });
  expect(edited.found).toEqual(['nginx-folder: warning']);
  const unused = 'docs-on.conf';
  const before = await readFile(join(folder, unused), 'utf8');
  await rm(join(folder, unused));
  const missing = await stack.examine();
  await writeFile(join(folder, unused), before);
  expect(missing.check('nginx-folder').message).toBe(
    `docs-on.conf of the templates is missing in ${folder}.`,
  );
});

test('settings with which NGINX cannot be rendered', async () => {
  const { check } = await stack.examine({ PORTARIA_RATE_PER_ADDRESS: 'often' });
  expect(check('nginx-folder')).toMatchObject({
    result: 'problem',
    message: expect.stringContaining('PORTARIA_RATE_PER_ADDRESS'),
  });
});
