import { beforeAll, expect, test } from 'vitest';
import { ask } from '../../support/ask.js';
import { sharedApp, type TestApp } from '../../support/test-app.js';

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});

const id = 'account-1-0a1b2c3d';
const clientIdRule = 'clientId must be 3 to 64 characters of A-Z a-z 0-9 . _ -';
const lengthRule = 'clientSecret must be 8 to 64 characters long';
const asciiRule = 'clientSecret must consist of printable ASCII characters';

test.each([
  ['an array', '[]', ['body must be a JSON object']],
  ['null', 'null', ['body must be a JSON object']],
  ['a string', '"text"', ['body must be a JSON object']],
  ['nothing', '', ['body must be a JSON object']],
  ['a cut-off object', '{"clientId":', ['body must be a JSON object']],
  ['a prototype in disguise', '{"__proto__":{"clientId":"abc"}}', ['body must be a JSON object']],
  ['no fields', '{}', ['clientId is missing', 'clientSecret is missing']],
  [
    'numbers',
    '{"clientId":1,"clientSecret":2}',
    ['clientId must be a string', 'clientSecret must be a string'],
  ],
  [
    'null fields',
    '{"clientId":null,"clientSecret":null}',
    ['clientId must be a string', 'clientSecret must be a string'],
  ],
  ['a secret of 7 characters', { clientId: id, clientSecret: '1234567' }, [lengthRule]],
  ['a secret of 65 characters', { clientId: id, clientSecret: 'x'.repeat(65) }, [lengthRule]],
  ['a secret with a NUL', { clientId: id, clientSecret: 'secret\0secret' }, [asciiRule]],
  [
    'a secret with a lone surrogate',
    `{"clientId":"${id}","clientSecret":"secret\\ud800secret"}`,
    [asciiRule],
  ],
  ['a client id with a NUL', { clientId: 'account\0', clientSecret: '12345678' }, [clientIdRule]],
  [
    'a client id with a lone surrogate',
    '{"clientId":"abc\\udfff","clientSecret":"12345678"}',
    [clientIdRule],
  ],
  [
    'a client id of 10,000 characters',
    { clientId: 'a'.repeat(10_000), clientSecret: '12345678' },
    [clientIdRule],
  ],
  ['a client id with a pasted space', { clientId: `${id} `, clientSecret: '12345678' }, [clientIdRule]],
])('%s is a 400 that names each field and what it must be', async (_name, body, message) => {
  const answer = await ask(app, { body: typeof body === 'string' ? body : JSON.stringify(body) });
  expect(answer.status).toBe(400);
  expect(answer.json()).toMatchObject({
    statusCode: 400,
    error: 'Bad Request',
    code: 'malformed_request',
    message,
  });
});

test('secrets of exactly 8 and 64 characters are looked at', async () => {
  for (const clientSecret of ['x'.repeat(8), 'x'.repeat(64)]) {
    const answer = await ask(app, { body: JSON.stringify({ clientId: id, clientSecret }) });
    expect(answer.json()).toMatchObject({ code: 'certificate_missing' });
  }
});

test('fields that the contract does not know are ignored', async () => {
  const answer = await ask(app, {
    body: JSON.stringify({ clientId: id, clientSecret: '12345678', grant_type: 'x' }),
  });
  expect(answer.json()).toMatchObject({ code: 'certificate_missing' });
});
