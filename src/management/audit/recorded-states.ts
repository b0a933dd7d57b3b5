import { accountTarget, type AuditEvent } from '../../core/audit/audit-event.js';
import { type AccountId, type Fingerprint, fingerprintFrom } from '../../core/shared/ids.js';

const certificateName = /^certificate ([0-9a-f]{64})$/;

/** `RecordedStates`: how things must be now, by the images of the events of the trail. */
export class RecordedStates {
  readonly #accounts = new Map<string, unknown>();
  readonly #created = new Set<string>();
  readonly #revoked = new Set<Fingerprint>();
  #firstAt: Date | null = null;

  /** When the first event was recorded. */
  get firstAt(): Date | null {
    return this.#firstAt;
  }

  get revokedCertificates(): readonly Fingerprint[] {
    return [...this.#revoked];
  }

  /** Takes the next event. */
  apply({ at, before, after }: Pick<AuditEvent, 'at' | 'before' | 'after'>): void {
    this.#firstAt ??= new Date(at);
    const [old, changed] = [imageOf(before), imageOf(after)];
    for (const target of namesOf(old, changed)) {
      if (target.startsWith('account '))
        this.#applyTo(target, memberOf(old, target), memberOf(changed, target));
      const [, certificate = ''] = certificateName.exec(target) ?? [];
      const fingerprint = fingerprintFrom(certificate);
      if (fingerprint && memberOf(memberOf(changed, target), 'revokedAt') !== null)
        this.#revoked.add(fingerprint);
    }
  }

  /** Returns `null` when no event created the account. */
  stateOf(id: AccountId): unknown {
    const target = accountTarget(id);
    return this.#created.has(target) ? this.#accounts.get(target) : null;
  }

  #applyTo(target: string, before: unknown, after: unknown): void {
    if (before === null) this.#created.add(target);
    this.#accounts.set(target, merge(this.#accounts.get(target) ?? null, before, after));
  }
}

/** An image has only what differs, so members that it does not have stay as they were. */
const merge = (state: unknown, before: unknown, after: unknown): unknown => {
  if (!isObject(before) || !isObject(after)) return after;
  const merged = new Map(isObject(state) ? Object.entries(state) : []);
  for (const name of namesOf(before, after)) {
    const value = merge(merged.get(name) ?? null, memberOf(before, name), memberOf(after, name));
    if (value === null) merged.delete(name);
    else merged.set(name, value);
  }
  return Object.fromEntries(merged);
};

const imageOf = (text: string | null): unknown => {
  const image: unknown = JSON.parse(text ?? 'null');
  return image;
};

const namesOf = (...objects: readonly unknown[]): Set<string> =>
  new Set(objects.flatMap((one) => (isObject(one) ? Object.keys(one) : [])));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Never an inherited member: a client id may be `__proto__`. */
export const memberOf = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null;

export const membersOf = (value: unknown): [string, unknown][] =>
  isObject(value) ? Object.entries(value) : [];
