import i18next from 'i18next';
import createClient, { type Middleware } from 'openapi-fetch';
import { session } from '../session/session.js';
import { ApiError } from './api-error.js';
import type { components, operations, paths } from './schema.js';

/** The schemas of the admin API's OpenAPI document, by name. */
export type Schemas = components['schemas'];

type Made<Operation extends keyof operations> = operations[Operation] extends {
  readonly responses: { readonly 201: { readonly content: { readonly 'application/json': infer Body } } };
}
  ? Body
  : never;

/** The answer to a new credential or secret; the secret is shown once. */
export type NewCredential = Made<'addSecret'>;
/** The answer to a new user; the password is shown once. */
export type NewPassword = Made<'createRealmUser'>;

const bearer: Middleware = {
  async onRequest({ request }) {
    const token = await session.token();
    if (token !== null) request.headers.set('Authorization', `Bearer ${token}`);
    return request;
  },
  onResponse({ request, response }) {
    // The token ended, or was revoked. The screens stay as they are behind the sign-in.
    if (response.status === 401) session.rejected(bearerOf(request));
  },
  onError() {
    return new ApiError(0, 'connection_lost', 'connection_lost');
  },
};

const bearerOf = ({ headers }: Request): string | null =>
  headers.get('Authorization')?.replace(/^Bearer /, '') ?? null;

/** The gateway explains rejected requests in the language of the console, which need not be the browser's. */
const language: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', i18next.language);
    return request;
  },
};

/**
 * Answers for an id that could not be one part of a path. Attack: a link to `/console/accounts/1%2Fexport`, or to a
 * request id `../accounts/1/export`. NGINX decodes the slash, so the console would ask another route in the name of the
 * operator who follows the link.
 */
const onePathPart: Middleware = {
  onRequest({ params: { path = {} } }) {
    const isOther = Object.values(path).some((id) => /[/\\%]|^\.{0,2}$/.test(String(id)));
    return isOther ? Response.json({ status: 404, code: 'not_found' }, { status: 404 }) : undefined;
  },
};

/** Longer than NGINX waits for the gateway at the admin listener (15 s). */
const waitMsMax = 20_000;

/** The admin API, typed by docs/openapi/admin.json. An answer that does not come is a lost connection. */
export const api = createClient<paths>({
  baseUrl: '',
  cache: 'no-store',
  credentials: 'omit',
  fetch: (request) =>
    fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(waitMsMax)]) }),
});
api.use(onePathPart, bearer, language);

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

type Waiting = Schemas['WaitsForApproval'];
/** Only the preview of a change asks for one (`parts/confirm-change.tsx`). */
type DryRun = Schemas['DryRun'];

/**
 * Resolves to the body of a success.
 *
 * @throws WaitsForApproval for a change that another operator must approve: nothing was changed yet
 * @throws ApiError for every other answer
 */
export const bodyOf = async <T>(
  answer: Promise<Answer<T>>,
): Promise<Exclude<NonNullable<T>, Waiting | DryRun>> => {
  const { data, error, response } = await answer;
  if (!response.ok || data === undefined || data === null)
    throw ApiError.from(response.status, error, response.headers);
  if (response.status === 202) throw new WaitsForApproval((data as unknown as Waiting).approval);
  return data as Exclude<NonNullable<T>, Waiting | DryRun>;
};

/** `WaitsForApproval`: the change was stored as a request, which another operator approves or rejects. */
export class WaitsForApproval extends Error {
  constructor(readonly approval: Schemas['Approval']) {
    super('the change waits for approval');
    this.name = 'WaitsForApproval';
  }
}

/** A change that is sent twice by a lost connection is made once. */
export const idempotencyKey = (): string => crypto.randomUUID();
