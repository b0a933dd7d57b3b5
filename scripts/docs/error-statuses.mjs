// The statuses of a code, and the recorded causes behind it.
import { Refusal, refusalReasons } from '../../dist/src/core/refusals/refusal.js';
import { ManagementError, RateLimited } from '../../dist/src/core/shared/management-error.js';
import { BearerTokenError, bearerTokenErrorCodes } from '../../dist/src/core/tokens/bearer-token-error.js';
import { ofBearerTokenError, ofManagement, ofRefusal } from '../../dist/src/http/problem-details/problem.js';
import { answersTo, managementCodes, nginxAnswers, reachable, refusalCodes } from './error-answers.mjs';
import { goldens } from './error-exchanges.mjs';

export const statusesOf = (name) =>
  [
    ...new Set([
      ...goldens.filter((golden) => golden.code === name).map(({ status }) => status),
      ...nginxAnswers.filter(({ body }) => body.code === name).map(({ status }) => String(status)),
      ...(managementCodes.includes(name) ? [String(ofManagement(managementErrorOf(name)).status)] : []),
      ...(bearerTokenErrorCodes.includes(name)
        ? [String(ofBearerTokenError(new BearerTokenError(name, ''), '').status)]
        : []),
      ...refusalReasons.flatMap((reason) =>
        answersTo(reason)
          .filter((answer) => answer.code === name)
          .map(({ status }) => String(status)),
      ),
      ...(name === 'request_timeout' ? ['408'] : []),
      ...(refusalReasons.includes(name) && refusalCodes.includes(name)
        ? [String(ofRefusal(new Refusal(name, '')).status)]
        : []),
    ]),
  ].sort();

const managementErrorOf = (name) =>
  name === 'rate_limited' ? new RateLimited('', 1) : new ManagementError(name, '');

/** Codes under which a client sees more than one recorded cause, so that it cannot tell which. */
export const causesOf = (name) =>
  refusalReasons.filter(
    (reason) => reason !== name && reachable(reason).some((answer) => answer.code === name),
  );
