// The list of all errors: the README.md of docs/reference/errors/.
import { refusalReasons } from '../../dist/src/core/refusals/refusal.js';
import { refusedTokenReasons } from '../../dist/src/core/refusals/refused-token.js';
import { bearerTokenErrorCodes } from '../../dist/src/core/tokens/bearer-token-error.js';
import { codes, contractCodes, managementCodes, nginxAnswers } from './error-answers.mjs';
import { errorCodes } from './error-codes.mjs';
import { causeLine, made } from './error-pages.mjs';
import { statusesOf } from './error-statuses.mjs';
import { linkTo, list, wrap } from './text.mjs';

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

const shape = ({ say }) => [
  `## ${say('The format of an error')}`,
  wrap(
    say(
      'Every error of the contract `avista`, of NGINX and of a protected API is JSON with these fields. The other contracts have ' +
        'the format of their published document. The admin API and self-service return problem details (RFC 9457).',
    ),
  ),
  list([
    say('`statusCode` and `error`: the HTTP status and its reason phrase'),
    say('`message`: a sentence. For `malformed_request` it is a list with one entry per problem.'),
    say('`code`: a stable identifier that a program may compare'),
    say('`requestId`: the id of the request, also in the header `X-Request-Id`'),
    say('`hint`: what to do, if the gateway knows'),
  ]),
  wrap(say('429 and 503 have the header `Retry-After`, and 405 has `Allow`.')),
];

const recorded = ({ say }) => [
  `## ${say('Find the recorded cause')}`,
  wrap(
    say(
      'Many causes share one response, so that an attacker learns nothing. The true cause is recorded under the `requestId`: ' +
        'operators read it with `portaria refusal show REQUEST_ID`, merchants [by the request id](../../how-to/merchant/troubleshoot.md#find-the-cause-by-request-id). ' +
        '[The trust model](../../explanation/trust-model.md) explains why.',
    ),
  ),
];

const ofNginx = ({ say }) => [
  `## ${say('Responses from NGINX')}`,
  say('NGINX turns its own statuses into the codes above:'),
  list([
    say('411, 421, 501 and 505 become 400'),
    say('403 becomes 404'),
    say('494 becomes 431'),
    say('496 becomes 401'),
    say('502 and 504 become 503'),
  ]),
  wrap(
    say(
      'NGINX sends 495 (an untrusted certificate) to the application. The application answers 401 and records the reason.',
    ),
  ),
];

/** The text of the list, in a language of error-languages.mjs. */
export const errorIndex = (language) => {
  const { say } = language;
  const codeLine = (name) =>
    `${linkTo(name)}: ${statusesOf(name).join(', ')}. ${say(errorCodes[name].means)}`;
  const causes = (reasons) => list(reasons.map((reason) => causeLine(reason, language)));
  return `${[
    made,
    `# ${say('Errors')}`,
    wrap(
      say(
        'This page lists every error code that Portaria returns, and every cause that it records. It is for merchants, API ' +
          'owners and operators. Each code and cause has a page with the fix and an example.',
      ),
    ),
    ...shape(language),
    ...recorded(language),
    ...groups.flatMap(([title, members]) => [`## ${say(title)}`, list(members.map(codeLine))]),
    `## ${say('Recorded causes of rejected token requests')}`,
    causes(refusalReasons),
    `## ${say('Recorded causes of tokens that an API refused')}`,
    causes(refusedTokenReasons),
    ...ofNginx(language),
  ].join('\n\n')}\n`;
};
