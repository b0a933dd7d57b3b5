import i18next from 'i18next';
import createClient, { type Middleware } from 'openapi-fetch';
import { session } from '../session/session.js';
import { ApiError } from './api-error.js';
import type { components, paths } from './schema.js';

/** The schemas of the admin API's OpenAPI document, by name. */
export type Schemas = components['schemas'];

/** The answer to a new credential or secret; the secret is shown once. */
export interface NewCredential {
  readonly clientId: string;
  readonly clientSecret?: string;
}

/** The answer to a hand-over ZIP; the ZIP with its key and the password are shown once. */
export interface NewHandOverZip {
  readonly fingerprint: string;
  /** In base64. */
  readonly zip?: string;
  readonly password?: string;
}

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
api.use(bearer, language);

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

type Waiting = Schemas['WaitsForApproval'];

/**
 * Resolves to the body of a success.
 *
 * @throws WaitsForApproval for a change that another operator must approve: nothing was changed yet
 * @throws ApiError for every other answer
 */
export const bodyOf = async <T>(answer: Promise<Answer<T>>): Promise<Exclude<NonNullable<T>, Waiting>> => {
  const { data, error, response } = await answer;
  if (!response.ok || data === undefined || data === null)
    throw ApiError.from(response.status, error, response.headers);
  if (response.status === 202) throw new WaitsForApproval((data as unknown as Waiting).approval);
  return data as Exclude<NonNullable<T>, Waiting>;
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
