import { expect, test } from 'vitest';
import { newOperator, operatorRequest } from './operator-request.js';
import { openConsole, operatorCertificate, signIn, startConsole } from './stack-in-browser.js';

const { demo, browser } = await startConsole();

test.each([
  {
    who: 'no certificate',
    certificate: () => null,
    says: 'The browser presented no certificate',
    next: /Import the \.p12 file of your operator account/,
  },
  {
    who: "a merchant's certificate",
    certificate: () => ({
      certPath: String(demo['PORTARIA_CLIENT_CERT']),
      keyPath: String(demo['PORTARIA_CLIENT_KEY']),
    }),
    says: 'The sign-in was rejected',
    next: /that the certificate is the one linked to this operator account/,
  },
])('$who: the page says what to do', async ({ certificate, says, next }) => {
  const opened = await openConsole(browser, demo, { locale: 'en-US', certificate: certificate() });
  await signIn(opened, demo);
  await opened.page.getByText(says).waitFor();
  await opened.page.getByText(next).waitFor();
  await opened.context.close();
});

test('an operator who is suspended meanwhile reads so at the next click, and signs in no more', async () => {
  const operator = await newOperator(demo, 'Rui Prado', ['admin:read']);
  const [, account] = /^account-(\d+)-/.exec(String(operator['PORTARIA_OPERATOR_CLIENT_ID'])) ?? [];
  const opened = await openConsole(browser, operator, {
    locale: 'en-US',
    certificate: operatorCertificate(operator),
  });
  const { page, context } = opened;
  await signIn(opened, operator);
  await page.getByText('Signed in as').waitFor();
  await operatorRequest(demo, `/accounts/${String(account)}/suspend`, {});
  await page.getByRole('link', { name: 'Accounts' }).click();
  await page.getByText('Your token has expired or was revoked.').waitFor();
  await signIn(opened, operator);
  await page.getByText('The sign-in was rejected').waitFor();
  await page.getByText(/Another operator can look up the cause by the request id/).waitFor();
  await context.close();
});

test('after the sign-in the client secret is nowhere in the memory of the page', async () => {
  const certificate = operatorCertificate(demo);
  const opened = await openConsole(browser, demo, { locale: 'en-US', certificate });
  const { page, context } = opened;
  await signIn(opened, demo);
  await page.getByText('Signed in as').waitFor();
  const devTools = await context.newCDPSession(page);
  let memory = '';
  devTools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => (memory += chunk));
  await devTools.send('HeapProfiler.enable');
  await devTools.send('HeapProfiler.collectGarbage');
  await devTools.send('HeapProfiler.takeHeapSnapshot');
  expect(memory).toContain(String(demo['PORTARIA_OPERATOR_CLIENT_ID']));
  expect(memory.includes(String(demo['PORTARIA_OPERATOR_CLIENT_SECRET']))).toBe(false);
  await context.close();
});
