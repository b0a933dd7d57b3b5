import { gzipSync } from 'node:zlib';
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

test.each([
  [
    'a comma at the end',
    '{"clientId":"a",}',
    'The body is not JSON: line 1, column 17: a trailing comma before it.',
  ],
  [
    'JSON in a string',
    '"{\\"clientId\\":\\"a\\"}"',
    'It is a JSON string with JSON in it: it was encoded twice. Send the object itself.',
  ],
  ['nothing', '', 'The body is empty. Send {"clientId": "...", "clientSecret": "..."} (curl: --data).'],
  ['null', 'null', 'The body is empty. Send {"clientId": "...", "clientSecret": "..."} (curl: --data).'],
  ['a text', '"@body.json"', 'It is a single value. Send an object.'],
  [
    'an object within the object',
    '{"data":{"clientId":"a","clientSecret":"12345678"}}',
    'clientId and clientSecret are in an object within the object. Send them at the top.',
  ],
  ['a list', '[{"clientId":"a"}]', 'It is a list. Send only the object.'],
  [
    'a prototype',
    '{"__proto__":{"clientId":"abc"}}',
    'The body is not accepted: a field has a name that is not accepted.',
  ],
  [
    'the names of RFC 6749',
    '{"client_id":"a","client_secret":"b"}',
    'Did you mean clientId instead of client_id, and clientSecret instead of client_secret?',
  ],
  ['other case', '{"clientid":"a","clientSecret":"12345678"}', 'Did you mean clientId instead of clientid?'],
])('%s: the hint says what to change', async (_name, body, hint) => {
  const answer = await ask(app, { body });
  expect([answer.status, answer.json()['hint']]).toEqual([400, hint]);
});

test('credentials in the query are named, and never repeated', async () => {
  const answer = await ask(app, { path: '/api/auth/token?clientId=a&clientSecret=hunter22', body: '{}' });
  expect(answer.json()['hint']).toMatch(/^The query is not read here.*rotate it.*in the body\.$/);
  expect(JSON.stringify(answer.json())).not.toContain('hunter22');
});

test('credentials in the header Authorization are named', async () => {
  const answer = await ask(app, { body: '{}', headers: { authorization: 'Basic YTpi' } });
  expect(answer.json()['hint']).toMatch(/does not read Authorization: Basic/);
});

test('a compressed body is 415, and its coding is named', async () => {
  const body = gzipSync('{"clientId":"a","clientSecret":"12345678"}');
  const answer = await ask(app, { body, headers: { 'content-encoding': 'gzip' } });
  expect([answer.status, answer.json()['message']]).toEqual([
    415,
    'Content-Encoding gzip is not supported. Send the body uncompressed',
  ]);
  const identity = await ask(app, { body: '{}', headers: { 'content-encoding': 'identity' } });
  expect(identity.status).toBe(400);
});

test('a path and a method that are not answered are named, with those that are', async () => {
  const unknown = await ask(app, { path: '/auth/token', body: '{}' });
  expect([unknown.status, unknown.json()['hint']]).toEqual([
    404,
    'POST /auth/token is not an endpoint of this gateway. Did you mean /api/auth/token?',
  ]);
  const strange = await ask(app, { path: '/a%22%3Cb', method: 'GET' });
  expect(strange.json()['hint']).toBe('This path is not an endpoint of this gateway.');
  const get = await ask(app, { method: 'GET' });
  expect([get.status, get.json()['hint']]).toEqual([405, 'This path does not support GET. Use POST.']);
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
