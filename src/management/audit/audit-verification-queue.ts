import { ManagementError } from '../../core/shared/management-error.js';
import type { AuditVerification } from './audit-verification.js';
import type { AuditVerificationInput, VerifyAudit } from './verify-audit.js';

/** A verification that waits behind as many is not accepted. */
const waitingMax = 2;

/**
 * `AuditVerificationQueue`: verifies the trail for one caller at a time.
 *
 * Attack: an operator who may read the trail asks for many verifications at once. Each reads the whole trail, and goes
 * on when the caller is gone.
 */
export class AuditVerificationQueue {
  #last: Promise<unknown> = Promise.resolve();
  /** The one that runs, and those that wait. */
  #accepted = 0;

  constructor(private readonly verify: VerifyAudit) {}

  /** Does what `VerifyAudit` does. Throws `ManagementError('unavailable')` when others wait already. */
  async run(verification: AuditVerificationInput = {}): Promise<AuditVerification> {
    if (this.#accepted > waitingMax)
      throw new ManagementError(
        'unavailable',
        'audit: other verifications are running. Try again when they have ended',
      );
    this.#accepted += 1;
    const verifying = this.#last.then(() => this.verify.run(verification));
    this.#last = verifying.catch(() => undefined);
    return verifying.finally(() => {
      this.#accepted -= 1;
    });
  }
}
