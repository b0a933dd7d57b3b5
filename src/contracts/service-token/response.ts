import type { IssuedToken } from '../../core/tokens/grant.js';

/**
 * The published envelope of every answer of this contract: a failure has no `response`, and a
 * success has nothing else.
 */
export interface Envelope {
  readonly response: string | null;
  readonly message: string | null;
  readonly appStatusCode: string | null;
  readonly tags: Readonly<Record<string, never>>;
  readonly headers: null;
}

export const toServiceToken = ({ accessToken }: IssuedToken): Envelope => ({
  response: accessToken,
  message: null,
  appStatusCode: null,
  tags: {},
  headers: null,
});

export const failure = (appStatusCode: string, message: string): Envelope => ({
  response: null,
  message,
  appStatusCode,
  tags: {},
  headers: null,
});
