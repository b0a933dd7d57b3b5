import { Alert, Code, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import type { Preview } from '../../parts/change.js';
import { Consequences } from '../../parts/consequences.js';
import { Fact, Facts } from '../../parts/facts.js';
import { Fingerprint } from '../../parts/fingerprint.js';
import { useMissingScope } from '../../parts/missing-scope.js';
import { NotFound } from '../../parts/not-found.js';
import { pollingMs } from '../../parts/polling.js';
import { QueryView } from '../../parts/query-view.js';
import { Screen } from '../../parts/screen.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';
import { useScope, useSession } from '../../session/use-session.js';
import { ApprovalActions } from './approval-actions.js';
import { ApprovedResult } from './approved-result.js';
import { ChangeDetails } from './change-details.js';
import { StateBadge } from './state-badge.js';
import type { Approval } from './states.js';
import { recordOf, useRequestWords } from './subject.js';

const route = getRouteApi('/approvals/$approval');

/** One request: what it would change, who asked for it, and the decision. */
export const ApprovalScreen = () => {
  const { approval } = route.useParams();
  const query = useQuery({
    queryKey: ['approvals', 'one', approval],
    queryFn: () => bodyOf(api.GET('/api/admin/approvals/{approval}', { params: { path: { approval } } })),
    // Another operator decides while the one who asked waits.
    refetchInterval: ({ state }) => (state.data?.state === 'pending' ? pollingMs.state : false),
  });
  return (
    <QueryView query={query} missing={<NotFound />}>
      {(found) => <Request key={found.id} approval={found} />}
    </QueryView>
  );
};

interface RequestProps {
  readonly approval: Approval;
}

const Request = ({ approval }: RequestProps) => {
  const { t } = useTranslation();
  // What the approval made is in this page alone: it may contain a secret.
  const [result, setResult] = useState<unknown>(null);
  const { sentence } = useRequestWords(approval);
  if (result !== null)
    return (
      <Screen title={sentence}>
        <ApprovedResult sentence={sentence} result={result} close={() => setResult(null)} />
      </Screen>
    );
  return (
    <Screen title={sentence} actions={<ApprovalActions approval={approval} made={setResult} />}>
      {approval.state === 'pending' && <WhoDecides approval={approval} />}
      <About approval={approval} />
      <Asked approval={approval} />
      <Link to="/approvals" className="plain-link">
        {t('approvals.all')}
      </Link>
    </Screen>
  );
};

/** Why this operator cannot decide, or what to ask before. */
const WhoDecides = ({ approval: { askedBy, scope } }: RequestProps) => {
  const { t } = useTranslation();
  const state = useSession();
  const isAllowed = useScope(scope);
  const missing = useMissingScope(scope);
  if (state.kind === 'signed-in' && state.operator.accountId === askedBy.accountId)
    return (
      <Alert color="gray" title={t('approvals.own')}>
        {t('approvals.ownText')}
      </Alert>
    );
  if (!isAllowed)
    return (
      <Alert color="gray" title={t('approvals.cannot')}>
        {missing}
      </Alert>
    );
  return (
    <Alert color="yellow">
      <StoredText>{t('approvals.confirm', { name: askedBy.name })}</StoredText>
    </Alert>
  );
};

const About = ({ approval }: RequestProps) => {
  const { t } = useTranslation();
  const { askedBy, askedAt, until, state, decidedBy, decidedAt, reason } = approval;
  return (
    <Facts>
      <Fact name={t('approvals.state')}>
        <StateBadge state={state} />
      </Fact>
      <Fact name={t('approvals.asked')}>
        <AccountLink account={askedBy} />
      </Fact>
      <Fact name={t('approvals.with')}>
        <span className="mono">{askedBy.clientId}</span>
        <br />
        <Link
          to="/certificates/$fingerprint"
          params={{ fingerprint: askedBy.certificate }}
          className="plain-link"
        >
          <Fingerprint value={askedBy.certificate} />
        </Link>
      </Fact>
      <Fact name={t('approvals.askedAt')}>
        <Time at={askedAt} />
      </Fact>
      <Fact name={t('approvals.until')}>
        <Time at={until} />
      </Fact>
      {publicKeyIn(approval) !== null && (
        <Fact name={t('field.publicKeySha256')}>
          <span className="mono">{publicKeyIn(approval)}</span>
        </Fact>
      )}
      {fingerprintsIn(approval).map((fingerprint) => (
        <Fact key={fingerprint} name={t('field.fingerprint')}>
          <span className="mono">{fingerprint}</span>
        </Fact>
      ))}
      {decidedBy !== null && (
        <>
          <Fact name={t('approvals.decidedBy')}>
            <AccountLink account={decidedBy} />
          </Fact>
          <Fact name={t('approvals.decidedAt')}>
            <Time at={decidedAt} />
          </Fact>
        </>
      )}
      {reason !== null && (
        <Fact name={t('field.reason')}>
          <StoredText>{reason}</StoredText>
        </Fact>
      )}
    </Facts>
  );
};

/** Of a signing request: the owner of the key is asked for it, since the certificate does not exist yet. */
const publicKeyIn = ({ effect }: Approval): string | null => {
  const { publicKeySha256 } = recordOf(effect);
  return typeof publicKeySha256 === 'string' ? publicKeySha256 : null;
};

/** Whole, because the owner of a certificate is asked for it. */
const fingerprintsIn = ({ effect, action }: Approval): readonly string[] => {
  const { targets, publicKeySha256 } = recordOf(effect);
  // That of the dry run, which no one has. Requests of an earlier release do not name the key.
  if (publicKeySha256 !== undefined || action === 'certificate.sign') return [];
  return Array.isArray(targets)
    ? [...JSON.stringify(targets).matchAll(/\b[0-9a-f]{64}\b/g)].map(([found]) => found)
    : [];
};

const AccountLink = ({
  account: { accountId, name },
}: {
  readonly account: { readonly accountId: string; readonly name: string };
}) => (
  <Link to="/accounts/$account" params={{ account: accountId }} className="plain-link">
    <StoredText>{name}</StoredText>
  </Link>
);

const Asked = ({ approval }: RequestProps) => {
  const { t } = useTranslation();
  // What a release stores is not what a later one reads: a part that is missing is left out.
  const effect = { accounts: [], certificates: [], before: null, after: null, ...recordOf(approval.effect) };
  const preview = { ...effect, dryRun: true } as unknown as Preview;
  return (
    <Stack>
      <Title order={2} size="h4">
        {t('approvals.effect')}
      </Title>
      <Consequences kind="approve" preview={preview} />
      {approval.state === 'pending' && <ChangeDetails approval={approval} preview={preview} />}
      <Title order={2} size="h4">
        {t('approvals.input')}
      </Title>
      <Input input={approval.input} />
    </Stack>
  );
};

/** Where the words are for the values of a field. */
const wordsIn: Readonly<Record<string, string>> = {
  use: 'kind',
  role: 'role',
  policy: 'onboarding.policies',
  kind: 'kind',
};

/** A list of words as they are typed; anything else as JSON. */
const inputText = (value: unknown, none: string): string => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(' ') || none;
  return JSON.stringify(value, null, 2);
};

const Input = ({ input }: { readonly input: unknown }) => {
  const { t, i18n } = useTranslation();
  // What is one of a few words is shown in the language of the console.
  const wordOf = (name: string, value: unknown): string | null => {
    const key = typeof value === 'string' && wordsIn[name] ? `${wordsIn[name]}.${value}` : '';
    return key !== '' && i18n.exists(key) ? t(key as 'kind.merchant') : null;
  };
  if (typeof input === 'string') return <StoredText>{input}</StoredText>;
  return (
    <Stack gap="xs">
      {Object.entries(recordOf(input)).map(([name, value]) => (
        <div key={name}>
          <Text size="xs" c="dimmed">
            {i18n.exists(`field.${name}`) ? t(`field.${name}` as 'field.name') : name}
          </Text>
          <Code block dir="auto">
            {wordOf(name, value) ?? inputText(value, t(name === 'networks' ? 'field.any' : 'field.none'))}
          </Code>
        </div>
      ))}
    </Stack>
  );
};
