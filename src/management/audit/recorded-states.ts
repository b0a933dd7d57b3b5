import { auditTrailTarget } from '../../core/audit/audit-archive.js';
import { type AuditEvent, certificateTarget, type RecordedState } from '../../core/audit/audit-event.js';
import { imageOf, memberOf, merge, namesOf } from '../../core/audit/images.js';
import { type Fingerprint, fingerprintFrom } from '../../core/shared/ids.js';

const certificateName = /^certificate ([0-9a-f]{64})$/;
const compared = /^(account|realm-user|client-ca) /;

/** `RecordedStates`: how things must be now, by the images of the events of the trail. */
export class RecordedStates {
  /** Of accounts, users of the realm and client CAs, by target. */
  readonly #states = new Map<string, unknown>();
  readonly #created = new Set<string>();
  readonly #revoked = new Set<Fingerprint>();
  /** When the first event was recorded; only for the hash of what is kept of archived events. */
  #firstAt: string | null = null;

  /** Goes on after events that were archived. */
  static after(kept: readonly RecordedState[]): RecordedStates {
    const recorded = new RecordedStates();
    for (const { target, state } of kept) recorded.#restore(target, imageOf(state));
    return recorded;
  }

  get revokedCertificates(): readonly Fingerprint[] {
    return [...this.#revoked];
  }

  /** What must be kept of the events so far when they are archived, in the order of the targets. */
  kept(): RecordedState[] {
    const states = [...this.#states].map(([target, state]): [string, unknown] => [
      target,
      { created: this.#created.has(target), state },
    ]);
    const revoked = [...this.#revoked].map((one): [string, unknown] => [certificateTarget(one), 'revoked']);
    return [...states, ...revoked, [auditTrailTarget, { firstAt: this.#firstAt }] as const]
      .map(([target, state]) => ({ target, state: JSON.stringify(state) }))
      .sort((one, other) => (one.target < other.target ? -1 : 1));
  }

  /** Takes the next event. */
  apply({ at, before, after }: Pick<AuditEvent, 'at' | 'before' | 'after'>): void {
    this.#firstAt ??= at;
    const [old, changed] = [imageOf(before), imageOf(after)];
    for (const target of namesOf(old, changed)) {
      if (compared.test(target)) this.#applyTo(target, memberOf(old, target), memberOf(changed, target));
      const fingerprint = certificateIn(target);
      if (fingerprint && memberOf(memberOf(changed, target), 'revokedAt') !== null)
        this.#revoked.add(fingerprint);
    }
  }

  /** Returns `null` when no event created the resource. */
  stateOf(target: string): unknown {
    return this.#created.has(target) ? this.#states.get(target) : null;
  }

  #applyTo(target: string, before: unknown, after: unknown): void {
    if (before === null) this.#created.add(target);
    this.#states.set(target, merge(this.#states.get(target) ?? null, before, after));
  }

  #restore(target: string, kept: unknown): void {
    const fingerprint = certificateIn(target);
    if (fingerprint) this.#revoked.add(fingerprint);
    else if (target === auditTrailTarget) {
      const firstAt = memberOf(kept, 'firstAt');
      this.#firstAt = typeof firstAt === 'string' ? firstAt : null;
    } else {
      if (memberOf(kept, 'created') === true) this.#created.add(target);
      this.#states.set(target, memberOf(kept, 'state'));
    }
  }
}

const certificateIn = (target: string): Fingerprint | null =>
  fingerprintFrom(certificateName.exec(target)?.[1] ?? '');
