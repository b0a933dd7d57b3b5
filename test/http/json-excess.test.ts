import { expect, test } from 'vitest';
import { derOfHeader } from '../../src/crypto/certificates/certificate-header.js';
import { jsonExcessIn } from '../../src/http/json-excess.js';
import { ask } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { startApp } from '../support/test-app.js';

/** Found by an attacker: each of these took 4 to 7 ms of the process, several times what the rest of the response takes. */
const names = (count: number): string =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`name${String(n)}`, 1])));
const tooMany = 'it has more fields and values than any request';

test('a body of 1,500 names, or nested 16,000 deep, is refused before it is parsed, and the response says why', async () => {
  const app = await startApp({ environment: { PORTARIA_CONTRACTS: 'avista,pix,service-token' } });
  const deep = `{"clientId":${'['.repeat(16_000)}`;
  for (const [body, words] of [
    [names(1000), tooMany],
    [deep, 'it is nested more than 32 deep'],
  ] as const) {
    const avista = await ask(app, { body });
    expect([avista.status, avista.json()['hint']]).toEqual([400, `The body is not accepted: ${words}.`]);
    const pix = await ask(app, { path: '/oauth/token', body });
    expect([pix.status, pix.json()['error']]).toEqual([400, 'invalid_request']);
    expect(String(pix.json()['error_description'])).toContain(words);
    const serviceToken = await ask(app, { path: '/avxapi/acctmgmt-get-service-token', body });
    expect(serviceToken.status).toBe(400);
  }
});

test.each([
  ['names', names(501), tooMany],
  ['values', `[${'1,'.repeat(1001)}1]`, tooMany],
  ['lists in lists', '['.repeat(33), 'it is nested more than 32 deep'],
  ['objects in objects', '{"a":'.repeat(33), 'it is nested more than 32 deep'],
])('too many %s are seen without a parser', (_what, text, words) => {
  expect(jsonExcessIn(text)).toBe(words);
});

test.each([
  ['500 names', names(499)],
  ['32 lists in lists', `${'['.repeat(32)}${']'.repeat(32)}`],
  ['lists one after another', `[${'[],'.repeat(300)}[]]`],
  ['punctuation in a string', JSON.stringify({ a: '[{:,'.repeat(1000) })],
  ['escaped quotation marks in a string', JSON.stringify({ a: '"[\\'.repeat(1000) })],
  ['a string without its end', `{"a":"${'['.repeat(1000)}`],
  ['a backslash at the end', '{"a":"\\'],
])('%s are no excess', (_what, text) => {
  expect(jsonExcessIn(text)).toBeNull();
});

test('a misspelt name is found among the first names, and not looked for among hundreds', async () => {
  const app = await startApp();
  const body = (before: number) => `${names(before).slice(0, -1)},"client_id":"a"}`;
  expect((await ask(app, { body: body(10) })).json()['hint']).toContain('clientId instead of client_id');
  expect((await ask(app, { body: body(60) })).json()).not.toHaveProperty('hint');
});

test('a header with more lines than any certificate is refused before its lines are read', async () => {
  const { certPem } = await makeCertificate();
  const after = (lines: number) => `${encodeURIComponent(certPem)}${'%0A'.repeat(lines)}`;
  expect(derOfHeader(after(900))).toBeInstanceOf(Buffer);
  expect(() => derOfHeader(after(10_000))).toThrow(
    expect.objectContaining({ privateDetail: 'the text has too many lines for a certificate' }),
  );
  expect(() => derOfHeader('%0D'.repeat(5000))).toThrow(
    expect.objectContaining({ privateDetail: 'the text has too many lines for a certificate' }),
  );
});

test('bytes that are not UTF-8 are decoded one by one, and what is no escape stays', () => {
  const around = encodeURIComponent('-----BEGIN CERTIFICATE-----\nQUFB\n-----END CERTIFICATE-----\n');
  expect(() => derOfHeader(`%E9%4z%0A${around}`)).toThrow(
    expect.objectContaining({
      privateDetail: expect.stringContaining('text around the certificate') as string,
    }),
  );
});
