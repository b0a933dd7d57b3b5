import { expect, test } from 'vitest';
import { ResponseError } from '../src/portaria-error.js';
import { failureOf, openScripted, tokenPath } from './scripted.js';

const server = await openScripted();
const requestId = '00112233445566778899aabbccddeeff';
const missing = {
  statusCode: 400,
  error: 'Bad Request',
  message: ['clientId is missing', 'clientSecret is missing'],
  code: 'malformed_request',
  requestId,
  hint: 'The field is clientId.',
};

test('B40 an error of the token endpoint has status, code, request id and hint', async () => {
  await server.queue({ path: tokenPath, status: 400, body: missing });
  const failure = await failureOf(server.client().token());
  expect(failure).toBeInstanceOf(ResponseError);
  const { code, hint } = missing;
  expect(failure).toMatchObject({ status: 400, code, requestId, hint, documentation: null });
  expect(failure.message).toBe(
    `HTTP 400. clientId is missing; clientSecret is missing. The field is clientId. (request id ${requestId})`,
  );
  // What the gateway says is not changed.
  await server.queue({
    path: tokenPath,
    status: 400,
    body: { ...missing, message: 'PEM (-----BEGIN ...) is missing.' },
  });
  expect((await failureOf(server.client().token())).message).toContain(
    'PEM (-----BEGIN ...) is missing. The field',
  );
  // A 4xx is not repeated.
  expect(await server.requests(tokenPath)).toHaveLength(2);
});

test('B41 an error of self-service has status, code, request id, and the wrong fields', async () => {
  const errors = [{ field: 'overlapSeconds', message: 'must be 3600 to 7776000' }];
  const problem = { type: 'about:blank', title: 'Bad Request', status: 400, detail: 'a field is wrong' };
  await server.queue({
    path: '/api/account',
    status: 400,
    body: { ...problem, code: 'invalid', requestId, errors },
  });
  const failure = await failureOf(server.client().selfService.account());
  expect(failure).toMatchObject({ status: 400, code: 'invalid', requestId, documentation: null });
  expect(failure.message).toContain('a field is wrong. overlapSeconds: must be 3600 to 7776000');
});

test.each(['documentation', 'error_uri', 'type'])(
  'B42 a link in the field %s is the link of the error',
  async (field) => {
    const link = 'https://docs.example.com/errors/malformed_request';
    await server.queue({ path: tokenPath, status: 400, body: { ...missing, [field]: link } });
    expect(await failureOf(server.client().token())).toMatchObject({ documentation: link });
  },
);

test('B43 with documentationUrl, an error without a link has the page of its code', async () => {
  await server.queue({ path: tokenPath, status: 400, body: missing });
  const client = server.client({ documentationUrl: 'https://auth.example.com/docs/' });
  const documentation = 'https://auth.example.com/docs/reference/errors/malformed_request';
  expect(await failureOf(client.token())).toMatchObject({ documentation });
});

test('B44 a response that is not JSON is an error with its status and the request id of the header', async () => {
  await server.queue({ path: tokenPath, status: 502, body: '<html>Bad Gateway</html>' });
  const failure = await failureOf(server.client().token());
  expect(failure).toMatchObject({ status: 502, code: null, requestId });
  expect(failure.message).not.toContain('<html>');
  await server.queue({ path: tokenPath, status: 200, body: '<html>Welcome</html>' });
  expect(await failureOf(server.client().token())).toMatchObject({ name: 'ResponseError', status: 200 });
});
