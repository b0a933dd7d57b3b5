// Makes docs/reference/errors/ and its Portuguese twin: one page for each error code and each recorded cause, from the
// tables in src and the golden files of the tests.
import { explainReason } from '../../dist/src/core/refusals/explain-reason.js';
import { refusalReasons } from '../../dist/src/core/refusals/refusal.js';
import { refusedTokenReasons } from '../../dist/src/core/refusals/refused-token.js';
import {
  refusalNextStep,
  refusedTokenNextStep,
} from '../../dist/src/management/refusals/refusal-next-step.js';
import { codeIn, codes, contracts, onlyOfUsers, reachable, tokenCodeOf } from './error-answers.mjs';
import { errorCodes } from './error-codes.mjs';
import { exchange, exchangesOf, goldens } from './error-exchanges.mjs';
import { causesOf, statusesOf } from './error-statuses.mjs';
import { code, linkTo, list, wrap } from './text.mjs';

export const made = '<!-- Made by `npm run docs:generate`; change the code instead. -->';
const nextSteps = { ...refusalNextStep, ...refusedTokenNextStep };
const commands = {
  accounts: 'account list',
  account: 'account show ACCOUNT',
  credentials: 'credential list ACCOUNT',
  secrets: 'credential list ACCOUNT --secrets',
  certificates: 'certificate list ACCOUNT',
  users: 'realm-user list ACCOUNT',
  certificate: 'certificate inspect FINGERPRINT',
};
const isReason = (name) => [...refusalReasons, ...refusedTokenReasons].includes(name);
const isCode = (name) => Object.hasOwn(errorCodes, name);

const codePart = (name, { say, ...language }) => {
  const { api, means, causes, fix, operator } = errorCodes[name];
  const recorded = causesOf(name);
  const exchanges = exchangesOf(name);
  const statuses = statusesOf(name).join(', ');
  const all = (texts) => list(texts.map((text) => say(text)));
  return [
    wrap(say(means)),
    wrap(
      say('The code {code} comes from {api}. Its HTTP status is {statuses}.', {
        ...{ code: code(name), api: say(api), statuses },
      }),
    ),
    `## ${say('Causes')}`,
    all(causes),
    `## ${say('Fix it')}`,
    all(fix),
    ...(operator ? [`## ${say('Fix it as an operator')}`, all(operator)] : []),
    ...(exchanges.length > 0
      ? [`## ${exchanges.length > 1 ? say('Examples') : say('Example')}`, ...exchanges]
      : []),
    ...(recorded.length > 0
      ? [
          `## ${say('Recorded causes')}`,
          wrap(
            say('The response does not name these causes. An operator finds the cause by the `requestId`.'),
          ),
          list(recorded.map((reason) => causeLine(reason, language))),
        ]
      : []),
  ];
};

/** A recorded cause as an entry of a list. */
export const causeLine = (reason, { tag }) =>
  `${linkTo(reason)}: ${lowerFirst(explainReason('operator', reason, tag).happened)}`;

const lowerFirst = (text) =>
  /^\p{Lu}(?:\p{Ll}| )/u.test(text) ? text[0].toLowerCase() + text.slice(1) : text;

const seenAs = (reason, say) => {
  if (refusedTokenReasons.includes(reason)) {
    const word = tokenCodeOf(reason);
    return [say('A protected API answers with the code {code}.', { code: linkTo(word) })];
  }
  return reachable(reason).map(
    ({ contract, status, code: word }) => `${code(contract)}: ${status} ${linkTo(word)}`,
  );
};

const reasonExample = (reason) => {
  if (refusedTokenReasons.includes(reason)) return exchangesOf(tokenCodeOf(reason)).slice(0, 1);
  const contract = onlyOfUsers.test(reason) ? 'realm' : 'avista';
  const word = codeIn(contracts[contract](reason).body);
  const wanted = reason.startsWith('refresh_token') ? 'refresh' : '';
  const found = goldens.find(
    (golden) => golden.code === word && golden.file.includes(`/${contract}/`) && golden.file.includes(wanted),
  );
  return found ? [exchange(found)] : exchangesOf(word).slice(0, 1);
};

const reasonPart = (reason, { say, tag }) => {
  const withCode = isCode(reason);
  const operator = explainReason('operator', reason, tag);
  const merchant = explainReason('merchant', reason, tag);
  const step = nextSteps[reason];
  const heading = (text) => `${withCode ? '###' : '##'} ${say(text)}`;
  const passes = ({ wouldPass }) => wrap(say('**This passes:** {text}', { text: lowerFirst(wouldPass) }));
  const recorded = withCode
    ? say('{code} is also a recorded cause of a rejected request.', { code: code(reason) })
    : say('{code} is a recorded cause of a rejected request.', { code: code(reason) });
  const readers = say(
    'An operator reads it with `portaria refusal show REQUEST_ID`, a merchant [by the request id](../../how-to/merchant/troubleshoot.md#find-the-cause-by-request-id).',
  );
  return [
    ...(withCode ? [`## ${say('As a recorded cause')}`] : []),
    wrap(`${recorded} ${readers}`),
    heading('What happened'),
    wrap(operator.happened),
    heading('Fix it as a merchant'),
    ...(merchant.happened === operator.happened ? [] : [wrap(merchant.happened)]),
    wrap(merchant.next),
    passes(merchant),
    heading('Fix it as an operator'),
    wrap(operator.next),
    passes(operator),
    ...(step ? [wrap(say('**Look at:** {command}', { command: code(`portaria ${commands[step]}`) }))] : []),
    ...(withCode
      ? []
      : [heading('What the client sees'), list(seenAs(reason, say)), ...reasonExample(reason)]),
  ];
};

const pageNames = [...new Set([...codes, ...refusalReasons, ...refusedTokenReasons])].sort();

const pageOf = (name, language) =>
  [
    made,
    `# ${code(name)}`,
    ...(isCode(name) ? codePart(name, language) : []),
    ...(isReason(name) ? reasonPart(name, language) : []),
  ].join('\n\n') + '\n';

/** Name and text of the page of every code and cause, in a language of error-languages.mjs. */
export const errorPagesIn = (language) => pageNames.map((name) => [`${name}.md`, pageOf(name, language)]);
