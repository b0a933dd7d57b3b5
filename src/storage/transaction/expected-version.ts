import { ManagementError } from '../../core/shared/management-error.js';

/**
 * The version that the caller of a change read (`RequestContext.expectedVersion`). It prevents a
 * lost update only when an account is compared with it. So a change that locks none is refused,
 * because its caller would rely on a check that never happened.
 */
export class ExpectedVersion {
  #expected: number | null;
  #compared: number | null = null;

  constructor(expected: number | null) {
    this.#expected = expected;
  }

  /** The version of the first account that was locked; `null`: none was. */
  get compared(): number | null {
    return this.#compared;
  }

  /**
   * Compares with the first account that is locked, and no other: a version belongs to one account.
   * Throws `ManagementError('stale')`.
   */
  compareWith(found: number): void {
    this.#compared ??= found;
    const expected = this.#expected;
    this.#expected = null;
    if (expected !== null && expected !== found) throw stale(expected, found);
  }

  /** Runs after the use case. Throws `ManagementError('invalid')` when no account was compared. */
  assertChecked(): void {
    if (this.#expected === null) return;
    throw new ManagementError(
      'invalid',
      'expected version: this does not concern an account, so there is no version to compare. Nothing was changed. Leave it out',
      'expected version',
    );
  }
}

const stale = (expected: number, found: number): ManagementError =>
  new ManagementError(
    'stale',
    `account: it was changed since it was read (version ${expected}, now ${found}). Read it again, then repeat the change`,
    'account',
  );
