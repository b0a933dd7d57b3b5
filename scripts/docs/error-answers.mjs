// What the product answers to each reason, and the codes of all answers.
import { responseToTokenError } from '../../dist/src/auth-request/auth-request-responses.js';
import { toAvistaRefusalResponse } from '../../dist/src/contracts/avista/refusals.js';
import { toOauthRefusalResponse } from '../../dist/src/contracts/oauth-refusals.js';
import { toRealmRefusalResponse } from '../../dist/src/contracts/realm/refusals.js';
import { toServiceTokenRefusalResponse } from '../../dist/src/contracts/service-token/refusals.js';
import { Refusal, refusalReasons } from '../../dist/src/core/refusals/refusal.js';
import { bearerTokenErrorCodes } from '../../dist/src/core/tokens/bearer-token-error.js';
import { ofRefusal } from '../../dist/src/http/problem-details/problem.js';
import { errorCodes } from './error-codes.mjs';
import { assertSame, read } from './files.mjs';

export const requestId = '00112233445566778899aabbccddeeff';

export const contracts = {
  avista: (reason) => toAvistaRefusalResponse(new Refusal(reason, ''), requestId),
  pix: (reason) => toOauthRefusalResponse(new Refusal(reason, ''), requestId, null),
  realm: (reason) => toRealmRefusalResponse(new Refusal(reason, '')),
  'service-token': (reason) => toServiceTokenRefusalResponse(new Refusal(reason, ''), requestId),
};
export const codeIn = (body) => body.code ?? body.error ?? body.appStatusCode;

export const answersTo = (reason) =>
  Object.entries(contracts).map(([contract, answer]) => {
    const { status, body } = answer(reason);
    return { contract, status, code: codeIn(body) };
  });

export const managementCodes = [
  'invalid',
  'not_found',
  'conflict',
  'stale',
  'reused',
  'refused',
  'rate_limited',
  'unavailable',
];

/** The JSON that NGINX answers by itself, out of its templates. */
export const nginxAnswers = ['nginx/errors.conf.template', 'nginx/gateway.conf.template'].flatMap((file) =>
  [...read(file).matchAll(/return (\d+) '(\{.+\})';/g)].map(([, status, json]) => ({
    file,
    status: Number(status),
    body: JSON.parse(json.replaceAll('$request_id', requestId).replaceAll(/\$portaria_\w+/g, '')),
  })),
);

export const contractCodes = refusalReasons.flatMap((reason) =>
  answersTo(reason).map((answer) => answer.code),
);
export const refusalCodes = refusalReasons.map((reason) => ofRefusal(new Refusal(reason, '')).code);
export const codes = [
  ...new Set([
    ...contractCodes,
    ...managementCodes,
    ...refusalCodes,
    ...bearerTokenErrorCodes,
    ...nginxAnswers.map(({ body }) => body.code),
    'request_timeout',
  ]),
];
assertSame(
  'scripts/docs/error-codes.mjs and the codes of the product differ',
  Object.keys(errorCodes),
  codes,
);

export const onlyOfUsers = /^(?:unknown_user|wrong_password|user_disabled|refresh_token_\w+)$/;
/** The client of the contract `realm` is public: it has no secret, key, credential or contract that could be wrong. */
const onlyOfClients =
  /secret|credential|assertion|client_key_not_registered|client_keys|subject_differs|contract_not_allowed/;

/** The answers to a reason in the contracts where it can occur. */
export const reachable = (reason) =>
  answersTo(reason).filter(({ contract }) => {
    if (onlyOfUsers.test(reason)) return contract === 'realm';
    return !(onlyOfClients.test(reason) && contract === 'realm');
  });

export const tokenCodeOf = (reason) =>
  responseToTokenError({
    code:
      reason === 'token_expired'
        ? 'expired_token'
        : reason === 'token_scope_missing'
          ? 'insufficient_scope'
          : 'invalid_token',
  }).outcome;
