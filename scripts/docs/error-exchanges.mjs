// Real exchanges: the golden files of the tests, and what the management APIs send.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { noLinks } from '../../dist/src/core/shared/documentation-links.js';
import { ManagementError } from '../../dist/src/core/shared/management-error.js';
import { BearerTokenError, bearerTokenErrorCodes } from '../../dist/src/core/tokens/bearer-token-error.js';
import { ofBearerTokenError, ofManagement } from '../../dist/src/http/problem-details/problem.js';
import { sendProblem } from '../../dist/src/http/problem-details/send-problem.js';
import { codeIn, nginxAnswers, requestId } from './error-answers.mjs';
import { assertSame, read, repository } from './files.mjs';
import { goldenRequests } from './golden-requests.mjs';

const goldenFiles = ['test/contracts', 'test/http/nginx'].flatMap((where) =>
  readdirSync(join(repository, where), { recursive: true })
    .filter((name) => /golden\/[45].*\.http$/.test(name))
    .sort()
    .map((name) => `${where}/${name}`),
);
assertSame('goldenRequests and the golden files differ', Object.keys(goldenRequests), goldenFiles);

const shownHeaders = /^(allow|content-type|retry-after|www-authenticate|x-request-id):/;
export const goldens = goldenFiles.map((file) => {
  const [head, ...body] = read(file).trim().split('\n\n');
  const [status, ...headers] = head.split('\n');
  const json = JSON.parse(body.join('\n\n'));
  return {
    ...{ file, status, headers: headers.filter((line) => shownHeaders.test(line)), json },
    code: codeIn(json),
    request: goldenRequests[file],
  };
});

const http = (request, { status, headers = [], json }) =>
  [
    '```http',
    ...request,
    '',
    `HTTP/1.1 ${status}`,
    ...headers,
    '',
    JSON.stringify(json, null, 2),
    '```',
  ].join('\n');
export const exchange = (golden) => http(golden.request, golden);

/** A response of the management APIs, as their code sends it. */
const problem = (sent, request) => {
  const answer = { headers: [] };
  const reply = {
    status: (status) => Object.assign(answer, { status }) && reply,
    headers: (headers) => answer.headers.push(...Object.entries(headers)) && reply,
    send: (body) => Object.assign(answer, { json: JSON.parse(body) }) && reply,
  };
  sendProblem(sent, { request: { id: requestId }, reply, links: noLinks });
  const headers = answer.headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`);
  return http(request, { ...answer, headers });
};

const literal = /'(?:[^'\\\n]|\\.)*'|`[^`\n]*`|"[^"\n]*"/;

/** The message of an error of a use case, out of the source: where it is thrown, and values for what it names. */
const messageIn = (file, word, values = {}) => {
  const expression = new RegExp(`'${word}',\\s*((?:${literal.source})(?:\\s*\\+\\s*(?:${literal.source}))*)`);
  const [, found] = expression.exec(read(file)) ?? [];
  if (found === undefined) throw new Error(`${file} has no message with the code ${word}`);
  const text = (found.match(new RegExp(literal, 'g')) ?? []).map((one) => one.slice(1, -1)).join('');
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name) => values[name] ?? name);
};

const managementExamples = {
  conflict: {
    request: ['POST /api/account/certificates', 'Content-Type: application/json', '', '{"pem":"..."}'],
    from: ['src/management/certificates/renew-certificate.ts', 'conflict'],
    field: 'certificate',
  },
  stale: {
    request: [
      'PATCH /api/admin/accounts/7',
      'If-Match: "3"',
      'Content-Type: application/json',
      '',
      '{"name":"Loja"}',
    ],
    from: ['src/storage/transaction/expected-version.ts', 'stale', { expected: 3, found: 4 }],
    field: 'account',
  },
  reused: {
    request: [
      'POST /api/admin/accounts',
      'Idempotency-Key: loja-1',
      'Content-Type: application/json',
      '',
      '{"name":"Loja"}',
    ],
    from: ['src/storage/unit-of-work/idempotency-store.ts', 'reused'],
    field: 'idempotency key',
  },
  refused: {
    request: ['POST /api/admin/accounts/1/suspend'],
    from: ['src/management/operator-rules.ts', 'refused'],
    field: 'operator',
  },
};
const managementExample = (name) => {
  const { request, from, field } = managementExamples[name];
  return problem(ofManagement(new ManagementError(name, messageIn(...from), field)), request);
};

const bearerExamples = {
  invalid_request: ['GET /api/account?access_token=...'],
};

export const exchangesOf = (name) => {
  const own = goldens.filter((golden) => golden.code === name);
  // One for each endpoint is enough.
  const chosen = own.filter(
    (golden, index) =>
      own.findIndex((other) => other.file.split('/golden/')[0] === golden.file.split('/golden/')[0]) ===
      index,
  );
  const gateway = nginxAnswers
    .filter(({ file, body }) => file === 'nginx/gateway.conf.template' && body.code === name)
    .map(({ status, body }) =>
      http(['GET /cob', ...(name === 'token_missing' ? [] : ['Authorization: Bearer ...'])], {
        ...{ status, json: { ...body, message: body.message } },
        headers: challengeOf(name),
      }),
    );
  const management = managementExamples[name] && [managementExample(name)];
  const bearer = bearerExamples[name] && [
    problem(
      ofBearerTokenError(new BearerTokenError(name, ''), 'send it in the header'),
      bearerExamples[name],
    ),
  ];
  return [
    ...chosen.map((golden) => exchange(golden)),
    ...gateway,
    ...(management ?? []),
    ...(chosen.length === 0 ? (bearer ?? []) : []),
  ];
};

const challengeOf = (name) => {
  if (!bearerTokenErrorCodes.includes(name)) return [];
  const { headers } = ofBearerTokenError(
    new BearerTokenError(name, '', name === 'insufficient_scope' ? { scope: 'pix:read' } : {}),
    '',
  );
  return [`www-authenticate: ${headers['WWW-Authenticate']}`];
};
