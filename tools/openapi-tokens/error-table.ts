import { z } from 'zod';
import type { Contract } from '../../src/contracts/contract.js';
import { Refusal, type RefusalReason, refusalReasons } from '../../src/core/refusals/refusal.js';
import { noLinks } from '../../src/core/shared/documentation-links.js';
import { examplesOf, type GoldenResponse } from '../openapi/golden-responses.js';
import { mainError, nginxMeanings, statusesOfNginx } from '../openapi/nginx-error.js';
import type { ErrorStatus } from '../openapi/operation.js';
import { challengeHeader, requestIdHeader, retryAfterHeader } from '../openapi/response-headers.js';

/** The table of a contract's refusals, and how its error bodies are read. */
export interface ContractErrors {
  readonly toResponse: Contract['errorResponse'];
  readonly schema: z.ZodType;
  /** Returns the stable code of a body and its sentence. */
  readonly read: (body: unknown) => { readonly code: string; readonly sentence: string };
  /** What statuses mean here, where it is something else than elsewhere. */
  readonly meanings?: Partial<Record<number, string>>;
  /** Headers of every response beside the request id. */
  readonly headers?: z.ZodRawShape;
}

/** Returns the error responses of an endpoint, with the golden responses among them as examples. */
export type ErrorTable = (golden: readonly GoldenResponse[]) => Record<string, object>;

/** What reaches no client of NGINX, or no client that uses the documented method. */
const unreachable: readonly RefusalReason[] = ['not_from_proxy', 'method_not_allowed', 'not_found'];

/** What clients of every contract read. */
const meanings: Partial<Record<number, string>> = {
  400: 'The request is refused.',
  401: 'The client is not authenticated.',
  404: 'The operator has not enabled this contract.',
  413: 'The body is larger than 16 kB.',
  415: 'The media type of the body is not supported.',
  429: 'Too many requests. Try again after the number of seconds in `Retry-After`.',
  500: 'An error in the gateway. Quote the request id to its operator.',
  503: 'The gateway cannot answer now. Try again after the number of seconds in `Retry-After`.',
  ...nginxMeanings,
};

const onlyWith: Partial<Record<number, z.ZodRawShape>> = {
  401: challengeHeader,
  429: retryAfterHeader,
  503: retryAfterHeader,
};

/** Returns the sentences of every status that these reasons lead to, each with its code. */
const sentencesByStatus = ({ toResponse, read }: ContractErrors, reasons: readonly RefusalReason[]) => {
  const byStatus = new Map<number, Set<string>>();
  for (const reason of reasons)
    for (const scheme of [null, 'basic']) {
      const { status, body } = toResponse(new Refusal(reason, ''), '', scheme, noLinks);
      const { code, sentence } = read(body);
      byStatus.set(status, (byStatus.get(status) ?? new Set()).add(`- \`${code}\`: ${sentence}`));
    }
  return byStatus;
};

/**
 * Describes the errors of an endpoint from its contract's table: every status, and under it every code
 * with its sentence. `more`: statuses that the table has for other reasons.
 */
export const errorTable =
  (
    errors: ContractErrors,
    reasons: readonly RefusalReason[] = refusalReasons,
    more: readonly ErrorStatus[] = [],
  ): ErrorTable =>
  (golden) => {
    const sentences = sentencesByStatus(
      errors,
      reasons.filter((reason) => !unreachable.includes(reason)),
    );
    const ofNginx = statusesOfNginx.filter((status) => status !== 404);
    const statuses = [...new Set<number>([...sentences.keys(), ...ofNginx, ...more])].sort();
    return Object.fromEntries(
      statuses.map((status) => [
        String(status),
        toResponse(status, { errors, golden, sentences: [...(sentences.get(status) ?? [])] }),
      ]),
    );
  };

interface Described {
  readonly errors: ContractErrors;
  readonly golden: readonly GoldenResponse[];
  readonly sentences: readonly string[];
}

const toResponse = (
  status: number,
  { errors: { schema, headers, meanings: own = {} }, golden, sentences }: Described,
): object => {
  const isOfBoth = schema !== mainError && statusesOfNginx.some((known) => known === status);
  const onlyMain = status === 414 || status === 431;
  return {
    description: [own[status] ?? meanings[status], ...sentences].join('\n'),
    headers: z.object({ ...requestIdHeader, ...headers, ...onlyWith[status] }),
    content: {
      'application/json': {
        schema: onlyMain ? mainError : isOfBoth ? z.union([schema, mainError]) : schema,
        ...examplesOf(golden, String(status), 'application/json'),
      },
    },
  };
};
