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
