import type { TokenResponse } from './request-token.js';

/**
 * The signed-in operator. The token is in this variable and nowhere else: no storage, no cookie. A
 * script of another tab, and a later user of the browser cannot read it.
 */
export type SessionState =
  | { readonly kind: 'signed-out'; readonly why: SignOutReason | null }
  | { readonly kind: 'signed-in'; readonly operator: SignedInOperator };

/** `idle`: no input for a while; `ended`: the token expired or was revoked. */
export type SignOutReason = 'idle' | 'ended' | 'asked';

export interface SignedInOperator {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly expiresAtMs: number;
}

class Session {
  #token: string | null = null;
  #state: SessionState = { kind: 'signed-out', why: null };
  #endTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  readonly state = (): SessionState => this.#state;
  readonly token = (): string | null => this.#token;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Starts a session. The secret is not kept. */
  begin(clientId: string, { access_token: token, expires_in: seconds }: TokenResponse): void {
    this.#token = token;
    const operator = { clientId, scopes: scopesIn(token), expiresAtMs: Date.now() + seconds * 1000 };
    clearTimeout(this.#endTimer);
    this.#endTimer = setTimeout(() => this.end('ended'), seconds * 1000);
    this.#become({ kind: 'signed-in', operator });
  }

  end(why: SignOutReason): void {
    if (this.#state.kind === 'signed-out') return;
    this.#token = null;
    clearTimeout(this.#endTimer);
    this.#become({ kind: 'signed-out', why });
  }

  #become(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** Only to explain what is not allowed: the admin API decides by the token itself. */
const scopesIn = (token: string): readonly string[] => {
  const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  const { scope } = JSON.parse(atob(payload)) as { scope?: string };
  return (scope ?? '').split(' ').filter((word) => word !== '');
};

export const session = new Session();
