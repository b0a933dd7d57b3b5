import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import type { ApprovableAction } from '../../api/permissions.js';
import { type Preview, typedDigits } from '../../parts/change.js';
import type { Approval } from './states.js';

/** `Subject`: what a request is about. An account has its name at the gateway. */
type Subject = { readonly account: string } | { readonly name: string; readonly typed: string };

/** A request in plain words, and what the operator types to approve it. */
export interface RequestWords {
  readonly sentence: string;
  readonly typed: string;
}

/** Says what a request is for. The account that it is about is named by its id until its name is known. */
export const useRequestWords = (approval: Approval): RequestWords => {
  const { t } = useTranslation();
  const subject = subjectOf(approval);
  const account = 'account' in subject ? subject.account : '';
  const { data } = useQuery({
    queryKey: ['account', account],
    queryFn: () => bodyOf(api.GET('/api/admin/accounts/{account}', { params: { path: { account } } })),
    enabled: account !== '',
  });
  const found =
    'account' in subject ? { name: data?.name ?? account, typed: data?.name ?? account } : subject;
  const { action } = approval;
  const sentence = isKnown(action)
    ? t(`approvals.kinds.${kinds[action]}`, { name: found.name })
    : `${action} ${found.name}`;
  return { sentence, typed: found.typed };
};

/** The texts of each change that may wait. */
export const kinds = {
  'account.create': 'accountCreate',
  'account.update': 'accountUpdate',
  'account.reactivate': 'accountReactivate',
  'operator.create': 'operatorCreate',
  'credential.create': 'credentialCreate',
  'secret.rotate': 'secretRotate',
  'credential.set-policy': 'credentialSetPolicy',
  'certificate.link': 'certificateLink',
  'certificate.sign': 'certificateSign',
  'certificate.bundle': 'certificateSign',
  'client-ca.add': 'clientCaAdd',
  'client-ca.remove': 'clientCaRemove',
  'key.rotate': 'keyRotate',
  'key.revoke': 'keyRevoke',
} as const satisfies Record<ApprovableAction, string>;

/** A request of a newer release may be of a kind that this page does not know. */
const isKnown = (action: string): action is keyof typeof kinds => action in kinds;

const subjectOf = ({ id, action, input, effect }: Approval): Subject => {
  if (typeof input === 'string') return action === 'account.reactivate' ? { account: input } : named(input);
  const { account, name, clientId, algorithm } = recordOf(input);
  if (typeof account === 'string') return { account };
  const text = [name, clientId, algorithm].find((value) => typeof value === 'string');
  return typeof text === 'string' ? named(text) : (certificatesIn(effect) ?? named(id));
};

const named = (name: string): Subject => ({ name, typed: name });

/** The client CAs of a request, by their subjects; the first digits of the first one are typed. */
const certificatesIn = (effect: unknown): Subject | null => {
  const { targets, before, after } = recordOf(effect) as Partial<Preview>;
  const cas = (targets ?? []).filter((target) => target.startsWith(caPrefix));
  const [first] = cas;
  if (first === undefined) return null;
  const subjectIn = (target: string): string => {
    const { subject } = { ...recordOf(recordOf(before)[target]), ...recordOf(recordOf(after)[target]) };
    return typeof subject === 'string' ? subject : target.slice(caPrefix.length);
  };
  return { name: cas.map(subjectIn).join('; '), typed: typedDigits(first.slice(caPrefix.length)) };
};

const caPrefix = 'client-ca ';

/** The fields of a JSON object; none of anything else. */
export const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
