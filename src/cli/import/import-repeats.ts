import { ManagementError } from '../../core/shared/management-error.js';
import type { InspectCertificate } from '../../management/certificates/inspect-certificate.js';
import type { ImportAccountInput } from '../../management/onboarding/import-input.js';

/**
 * Finds what occurs in two lines of one file: a dry run changes nothing, and so would not notice
 * it.
 */
export class ImportRepeats {
  readonly #lines = new Map<string, number>();

  constructor(private readonly inspector: InspectCertificate) {}

  /** Throws `ManagementError('conflict')` naming the earlier line. */
  refuse(line: number, input: ImportAccountInput): void {
    const names = [
      ...input.credentials.map(
        ({ clientId }) => ['client id', clientId, 'Give each client id once'] as const,
      ),
      ...(input.shared ? [] : this.fingerprintsOf(input)),
    ];
    for (const [field, name, words] of names) {
      const before = this.#lines.get(`${field} ${name}`);
      if (before !== undefined && before !== line)
        throw new ManagementError('conflict', `${field}: is already in line ${before}. ${words}`, field);
    }
    for (const [field, name] of names) this.#lines.set(`${field} ${name}`, line);
  }

  private fingerprintsOf({ certificates }: ImportAccountInput): (readonly [string, string, string])[] {
    const words = 'If both accounts should have it, write "shared": true in both lines';
    return certificates.flatMap((pem) => {
      const fingerprint = this.fingerprintOf(pem);
      return fingerprint === null ? [] : [['certificate', fingerprint, words] as const];
    });
  }

  /** Returns `null` when the certificate cannot be read; the import itself reports why. */
  private fingerprintOf(pem: string): string | null {
    try {
      return this.inspector.run(pem, new Date(0)).info.fingerprint;
    } catch (error) {
      if (error instanceof ManagementError) return null;
      throw error;
    }
  }
}
