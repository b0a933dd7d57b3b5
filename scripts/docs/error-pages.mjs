// Makes docs/reference/errors/: one page for each error code and each recorded cause, from the tables in src and the
// golden files of the tests.
import { merchantExplanations } from '../../dist/src/core/refusals/merchant-explanations.js';
import { refusalReasons } from '../../dist/src/core/refusals/refusal.js';
import { explanations } from '../../dist/src/core/refusals/refusal-explanations.js';
import { tokenRefusalReasons } from '../../dist/src/core/refusals/refused-token.js';
import { tokenRefusalExplanations } from '../../dist/src/core/refusals/token-refusal-explanations.js';
import { bearerTokenErrorCodes } from '../../dist/src/core/tokens/bearer-token-error.js';
import {
  refusalNextStep,
  tokenRefusalNextStep,
} from '../../dist/src/management/refusals/refusal-next-step.js';
import {
  codeIn,
  codes,
  contractCodes,
  contracts,
  managementCodes,
  nginxAnswers,
  onlyOfUsers,
  reachable,
  tokenCodeOf,
} from './error-answers.mjs';
import { errorCodes } from './error-codes.mjs';
import { exchange, exchangesOf, goldens } from './error-exchanges.mjs';
import { causesOf, statusesOf } from './error-statuses.mjs';
import { code, linkTo, list, wrap } from './text.mjs';

const folder = 'docs/reference/errors';

const made = '<!-- Made by `npm run docs:generate`; change the code instead. -->';
const allExplanations = { ...explanations, ...tokenRefusalExplanations };
const nextSteps = { ...refusalNextStep, ...tokenRefusalNextStep };
const commands = {
  accounts: 'account list',
  account: 'account show ACCOUNT',
  credentials: 'credential list ACCOUNT',
  secrets: 'credential list ACCOUNT --secrets',
  certificates: 'certificate list ACCOUNT',
  users: 'realm-user list ACCOUNT',
  certificate: 'certificate inspect FINGERPRINT',
};
const isReason = (name) => Object.hasOwn(allExplanations, name);
const isCode = (name) => Object.hasOwn(errorCodes, name);

const codePart = (name) => {
  const { api, means, causes, fix, operator } = errorCodes[name];
  const recorded = causesOf(name);
  const exchanges = exchangesOf(name);
  return [
    wrap(`${means}`),
    wrap(`The code ${code(name)} comes from ${api}. Its HTTP status is ${statusesOf(name).join(', ')}.`),
    '## Causes',
    list(causes),
    '## Fix it',
    list(fix),
    ...(operator ? ['## Fix it as an operator', list(operator)] : []),
    ...(exchanges.length > 0 ? [exchanges.length > 1 ? '## Examples' : '## Example', ...exchanges] : []),
    ...(recorded.length > 0
      ? [
          '## Recorded causes',
          wrap('The response does not name these causes. An operator finds the cause by the `requestId`.'),
          list(
            recorded.map((reason) => `${linkTo(reason)}: ${lowerFirst(allExplanations[reason].happened)}`),
          ),
        ]
      : []),
  ];
};

const lowerFirst = (text) => (/^(?:[A-Z][a-z]|A )/.test(text) ? text[0].toLowerCase() + text.slice(1) : text);

const seenAs = (reason) => {
  if (tokenRefusalReasons.includes(reason)) {
    const word = tokenCodeOf(reason);
    return [`A protected API answers with the code ${linkTo(word)}.`];
  }
  return reachable(reason).map(
    ({ contract, status, code: word }) => `${code(contract)}: ${status} ${linkTo(word)}`,
  );
};

const reasonExample = (reason) => {
  if (tokenRefusalReasons.includes(reason)) return exchangesOf(tokenCodeOf(reason)).slice(0, 1);
  const contract = onlyOfUsers.test(reason) ? 'realm' : 'avista';
  const word = codeIn(contracts[contract](reason).body);
  const wanted = reason.startsWith('refresh_token') ? 'refresh' : '';
  const found = goldens.find(
    (golden) => golden.code === word && golden.file.includes(`/${contract}/`) && golden.file.includes(wanted),
  );
  return found ? [exchange(found)] : exchangesOf(word).slice(0, 1);
};

const reasonPart = (reason, withCode) => {
  const operator = allExplanations[reason];
  const merchant = { ...operator, ...merchantExplanations[reason] };
  const step = nextSteps[reason];
  const heading = (text) => (withCode ? `### ${text}` : `## ${text}`);
  return [
    ...(withCode ? ['## As a recorded cause'] : []),
    wrap(
      `${code(reason)} is also a recorded cause of a rejected request. An operator reads it with ` +
        '`portaria refusal show REQUEST_ID`, a merchant at `GET /api/account/refusals/{requestId}`.',
    ).replace(' is also ', withCode ? ' is also ' : ' is '),
    heading('What happened'),
    wrap(operator.happened),
    heading('Fix it as a merchant'),
    ...(merchant.happened === operator.happened ? [] : [wrap(merchant.happened)]),
    wrap(merchant.next),
    wrap(`**This passes:** ${lowerFirst(merchant.wouldPass)}`),
    heading('Fix it as an operator'),
    wrap(operator.next),
    wrap(`**This passes:** ${lowerFirst(operator.wouldPass)}`),
    ...(step ? [wrap(`**Look at:** ${code(`portaria ${commands[step]}`)}`)] : []),
    ...(withCode ? [] : [heading('What the client sees'), list(seenAs(reason)), ...reasonExample(reason)]),
  ];
};

const pageOf = (name) =>
  [
    made,
    `# ${code(name)}`,
    ...(isCode(name) ? codePart(name) : []),
    ...(isReason(name) ? reasonPart(name, isCode(name)) : []),
  ].join('\n\n') + '\n';

const names = [...new Set([...codes, ...refusalReasons, ...tokenRefusalReasons])].sort();

const groups = [
  [
    'Codes of token requests and of every API',
    codes.filter((name) => contractCodes.includes(name) && !/^[A-Z]|-/.test(name)),
  ],
  ['Codes of tokens at APIs', codes.filter((name) => bearerTokenErrorCodes.includes(name))],
  ['Codes of the admin API and self-service', managementCodes],
  [
    'Codes of NGINX and of requests that cannot be read',
    [...new Set([...nginxAnswers.map(({ body }) => body.code), 'request_timeout'])],
  ],
  ['Codes of the contract `service-token`', codes.filter((name) => /^[A-Z]|-/.test(name))],
];

const index = [
  made,
  '# Errors',
  wrap(
    'This page lists every error code that Portaria returns, and every cause that it records. It is for merchants, API ' +
      'owners and operators. Each has a page with cause, fix and a real exchange.',
  ),
  '## The shape of an error',
  wrap(
    'Every error of the contract `avista`, of NGINX and of a protected API is JSON with these fields. The other contracts have ' +
      'the shape of their published document. The admin API and self-service answer problem details (RFC 9457).',
  ),
  list([
    '`statusCode` and `error`: the HTTP status and its reason phrase',
    '`message`: a sentence. For `malformed_request` it is a list with one entry per problem.',
    '`code`: stable. A program may compare it.',
    '`requestId`: the id of the request, also in the header `X-Request-Id`',
    '`hint`: what to do, where the gateway can tell',
  ]),
  wrap('429 and 503 have the header `Retry-After`, and 405 has `Allow`.'),
  '## Find the recorded cause',
  wrap(
    'Many causes share one response, so that an attacker learns nothing. The true cause is recorded under the `requestId`: ' +
      '`portaria refusal show REQUEST_ID` for operators, `GET /api/account/refusals/{requestId}` for merchants. ' +
      '[The trust model](../../explanation/trust-model.md) explains why.',
  ),
  ...groups.flatMap(([title, members]) => [
    `## ${title}`,
    list(members.map((name) => `${linkTo(name)}: ${statusesOf(name).join(', ')}. ${errorCodes[name].means}`)),
  ]),
  '## Recorded causes of rejected token requests',
  list(refusalReasons.map((reason) => `${linkTo(reason)}: ${lowerFirst(allExplanations[reason].happened)}`)),
  '## Recorded causes of tokens that an API refused',
  list(
    tokenRefusalReasons.map((reason) => `${linkTo(reason)}: ${lowerFirst(allExplanations[reason].happened)}`),
  ),
  '## Answers of NGINX',
  'NGINX turns its own statuses into the codes above:',
  list([
    '411, 421, 501 and 505 become 400',
    '403 becomes 404',
    '494 becomes 431',
    '496 becomes 401',
    '502 and 504 become 503',
  ]),
  wrap(
    'NGINX sends 495 (an untrusted certificate) to the application. The application answers 401 and records the reason.',
  ),
].join('\n\n');

/** Path and text of every page. */
export const errorPages = Object.fromEntries([
  [`${folder}/README.md`, `${index}\n`],
  ...names.map((name) => [`${folder}/${name}.md`, pageOf(name)]),
]);
