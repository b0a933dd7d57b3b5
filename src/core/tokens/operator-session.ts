import { hourSeconds } from '../shared/durations.js';
import type { TokenId } from '../shared/ids.js';

/** `OperatorSession`: the time from an operator's sign-in on, in which the token can be renewed. */
export interface OperatorSession {
  /** The token of the sign-in. */
  readonly id: TokenId;
  readonly signedInAtSeconds: number;
}

/** The longest time from a sign-in, with the secret, to the end of the last token that was renewed. */
const sessionSecondsMax = 8 * hourSeconds;

/** Returns the session of a token: a token that was requested begins one. */
export const sessionOf = (token: {
  readonly id: TokenId;
  readonly issuedAtSeconds: number;
  readonly session: OperatorSession | null;
}): OperatorSession => token.session ?? { id: token.id, signedInAtSeconds: token.issuedAtSeconds };

/** Returns the seconds that are left of a session, at a time in seconds since 1970; 0 when it has ended. */
export const secondsLeftOf = ({ signedInAtSeconds }: OperatorSession, nowSeconds: number): number =>
  Math.max(signedInAtSeconds + sessionSecondsMax - nowSeconds, 0);
