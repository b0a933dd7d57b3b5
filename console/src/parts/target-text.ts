import type { TFunction } from 'i18next';
import { shortTarget } from './short-target.js';

const kinds = [
  'account',
  'approval',
  'ca',
  'certificate',
  'client-ca',
  'credential',
  'key',
  'notice-delivery',
  'notice-recipient',
  'realm-user',
  'refresh-family',
  'token',
] as const;
const wholes = ['signing keys', 'audit trail', 'tokens revoked today'] as const;

/** A target of the audit trail, such as `realm-user ana`, in the words of the console; fingerprints are shortened. */
export const targetText = (t: TFunction, target: string): string => {
  const whole = wholes.find((name) => name === target);
  if (whole !== undefined) return t(`audit.targets.${whole}`);
  const [first = '', ...rest] = target.split(' ');
  const kind = kinds.find((name) => name === first);
  if (kind === undefined || rest.length === 0) return shortTarget(target);
  return t(`audit.targets.${kind}`, { id: shortTarget(rest.join(' ')) });
};

/**
 * Returns the target that a person means who types `3`, `account 3` or `conta 3`; `null` for a text that names no kind of
 * thing.
 */
export const targetFrom = (t: TFunction, typed: string): string | null => {
  const text = typed.trim();
  if (/^\d+$/.test(text)) return `account ${text}`;
  const whole = wholes.find((name) => name === text || t(`audit.targets.${name}`) === text);
  if (whole !== undefined) return whole;
  const prefixOf = (kind: (typeof kinds)[number]): string => t(`audit.targets.${kind}`, { id: '' }).trim();
  const kind = kinds.find((name) =>
    [name, prefixOf(name)].some((prefix) => text.toLowerCase().startsWith(`${prefix.toLowerCase()} `)),
  );
  if (kind === undefined) return null;
  const prefix = text.toLowerCase().startsWith(`${kind} `) ? kind : prefixOf(kind);
  return `${kind} ${text.slice(prefix.length).trim()}`;
};
