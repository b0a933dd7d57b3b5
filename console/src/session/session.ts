import { ApiError } from '../api/api-error.js';
import { endSession } from './end-session.js';
import { renewToken } from './renew-token.js';
import type { TokenResponse } from './request-token.js';

/**
 * The signed-in operator. The token is in this variable and nowhere else: no storage, no cookie. A
 * script of another tab, and a later user of the browser cannot read it.
 */
export type SessionState =
  | {
      readonly kind: 'signed-out';
      readonly why: SignOutReason | null;
      /** Set when the gateway did not revoke the token at the sign-out. */
      readonly notRevoked?: TokenLeftValid;
    }
  | { readonly kind: 'signed-in'; readonly operator: SignedInOperator };

/**
 * `idle`: no input for a while; `ended`: the token expired or was revoked; `over`: the gateway renews
 * no token any more, 8 hours after the sign-in; `left`: the page was closed or left, and came back from the
 * browser's history.
 */
export type SignOutReason = 'idle' | 'ended' | 'over' | 'asked' | 'left';

/** A token that stays valid after the sign-out; its id says nothing about the token itself. */
export interface TokenLeftValid {
  readonly tokenId: string;
  readonly expiresAtMs: number;
}

export interface SignedInOperator {
  readonly accountId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly sessionEndsAtMs: number;
}

/** As long as the gateway renews tokens; each renewal says what is left. */
const sessionMs = 8 * 60 * 60_000;
/** A renewal is tried this long before the token expires, so that a lost connection may come back. */
const renewBeforeMs = 5 * 60_000;
const retryMs = 15_000;

class Session {
  #token: string | null = null;
  #state: SessionState = { kind: 'signed-out', why: null };
  #renewing: Promise<void> | null = null;
  #endTimer: ReturnType<typeof setTimeout> | undefined;
  #renewTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  readonly state = (): SessionState => this.#state;

  /** Resolves to the token of a request; waits for a renewal that is on its way. */
  readonly token = async (): Promise<string | null> => {
    await this.#renewing;
    return this.#token;
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Starts a session. The secret is not kept: from here on, the token renews itself. */
  begin(clientId: string, { access_token: token, expires_in: seconds }: TokenResponse): void {
    this.#take(clientId, token, { expiresMs: seconds * 1000, sessionEndsMs: sessionMs });
  }

  end(why: SignOutReason): void {
    if (this.#state.kind === 'signed-out') return;
    const token = this.#token;
    this.#token = null;
    this.#clearTimers();
    this.#become({ kind: 'signed-out', why });
    if (token !== null) void this.#revoke(token);
  }

  /** Ends the session if this is its token: a late answer to an earlier one says nothing of a new session. */
  rejected(token: string | null): void {
    if (token !== null && token === this.#token) this.end('ended');
  }

  /** Also after a refusal, which may be of one request only: the token may be valid all the same. */
  async #revoke(token: string): Promise<void> {
    const { jti, exp } = claimsOf(token);
    const expiresAtMs = exp * 1000;
    if (expiresAtMs <= Date.now()) return;
    try {
      await endSession(token);
    } catch {
      const notRevoked = { tokenId: jti, expiresAtMs };
      if (this.#state.kind === 'signed-out') this.#become({ ...this.#state, notRevoked });
    }
  }

  #take(
    clientId: string,
    token: string,
    { expiresMs, sessionEndsMs }: { readonly expiresMs: number; readonly sessionEndsMs: number },
  ): void {
    this.#token = token;
    this.#clearTimers();
    const isLast = sessionEndsMs <= expiresMs;
    this.#endTimer = setTimeout(() => this.end(isLast ? 'over' : 'ended'), expiresMs);
    if (!isLast) this.#renewAfter(Math.max(expiresMs - renewBeforeMs, expiresMs / 2));
    const operator = {
      accountId: claimsOf(token).sub,
      ...{ clientId, scopes: scopesIn(token), sessionEndsAtMs: Date.now() + sessionEndsMs },
    };
    this.#become({ kind: 'signed-in', operator });
  }

  #renewAfter(ms: number): void {
    this.#renewTimer = setTimeout(() => {
      this.#renewing = this.#renew().finally(() => {
        this.#renewing = null;
      });
    }, ms);
  }

  async #renew(): Promise<void> {
    const token = this.#token;
    if (token === null || this.#state.kind === 'signed-out') return;
    const { clientId } = this.#state.operator;
    try {
      const renewed = await renewToken(token);
      // Signed out meanwhile, or in again.
      if (this.#token !== token) return;
      this.#take(clientId, renewed.accessToken, {
        expiresMs: renewed.expiresInSeconds * 1000,
        sessionEndsMs: renewed.sessionEndsInSeconds * 1000,
      });
    } catch (error) {
      if (this.#token !== token) return;
      if (error instanceof ApiError && (error.status === 401 || error.status === 403)) this.end('ended');
      else this.#renewAfter(retryMs);
    }
  }

  #clearTimers(): void {
    clearTimeout(this.#endTimer);
    clearTimeout(this.#renewTimer);
  }

  #become(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** The claims of a token that the console reads. */
interface Claims {
  readonly jti: string;
  /** The account of the operator. */
  readonly sub: string;
  readonly exp: number;
  readonly scope?: string;
}

const claimsOf = (token: string): Claims => {
  const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  return JSON.parse(atob(payload)) as Claims;
};

/** Only to explain what is not allowed: the admin API decides by the token itself. */
const scopesIn = (token: string): readonly string[] =>
  (claimsOf(token).scope ?? '').split(' ').filter((word) => word !== '');

export const session = new Session();

// Also when the tab is closed or the page reloaded: the token would stay valid although no one has it any more.
window.addEventListener('pagehide', () => session.end('left'));
