import { Alert, Card, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import { Fact, Facts } from '../../parts/facts.js';
import { StoredText } from '../../parts/stored-text.js';
import { Time } from '../../parts/time.js';
import { ScopeAlternatives } from './scope-alternatives.js';

type Decision = Schemas['ApiRequestDecision'];

interface DecisionCardProps {
  readonly api: string;
  readonly decision: Decision;
}

/** Whether a request would pass, the cause, the fix, and the rule that decides. */
export const DecisionCard = ({ api, decision }: DecisionCardProps) => {
  const { t } = useTranslation();
  const { allowed, explanation, rule, token } = decision;
  return (
    <Card withBorder padding="lg">
      <Stack>
        <Alert
          color={allowed ? 'teal' : 'red'}
          title={t(allowed ? 'apis.check.allowed' : 'apis.check.denied')}
          role="status"
        >
          {explanation && (
            <Stack gap={4}>
              <Text size="sm">{explanation.happened}</Text>
              <Text size="sm">
                <b>{t('rejected.wouldPass')}:</b> {explanation.wouldPass}
              </Text>
              <Text size="sm">
                <b>{t('rejected.next')}:</b> {explanation.next}
              </Text>
            </Stack>
          )}
        </Alert>
        {rule !== null && rule.api !== api && (
          <Text size="sm">{t('apis.check.otherApi', { api: rule.api })}</Text>
        )}
        <RuleDetails decision={decision} />
        {token && <TokenDetails token={token} />}
      </Stack>
    </Card>
  );
};

const RuleDetails = ({ decision: { rule, methods, reason } }: { readonly decision: Decision }) => {
  const { t } = useTranslation();
  return (
    <Facts>
      <Fact name={t('apis.check.rule')}>
        {rule ? <StoredText>{`${rule.method} ${rule.path}`}</StoredText> : t('apis.check.noRule')}
      </Fact>
      {rule && (
        <Fact name={t('apis.needs')}>
          <ScopeAlternatives scopes={rule.scopes} />
        </Fact>
      )}
      {rule && rule.coveredBy.length > 0 && (
        <Fact name={t('apis.coveredBy')}>
          <StoredText>{rule.coveredBy.join(' ')}</StoredText>
        </Fact>
      )}
      {!rule && methods.length > 0 && <Fact name={t('apis.check.methods')}>{methods.join(', ')}</Fact>}
      {reason !== null && (
        <Fact name={t('field.reason')}>
          <span className="mono">{reason}</span>
        </Fact>
      )}
    </Facts>
  );
};

const TokenDetails = ({ token }: { readonly token: NonNullable<Decision['token']> }) => {
  const { t } = useTranslation();
  const { grant } = token;
  return (
    <Facts>
      <Fact name={t('apis.check.ofToken')}>
        <span className="mono">{token.id}</span>
      </Fact>
      <Fact name={t('apis.check.client')}>
        <StoredText>{token.clientId}</StoredText>
      </Fact>
      <Fact name={t('apis.check.account')}>
        <Link to="/accounts/$account" params={{ account: token.accountId }} className="plain-link">
          {token.accountId}
        </Link>
      </Fact>
      {grant && (
        <>
          <Fact name={t('apis.scopes')}>
            <StoredText>{grant.scopes.join(' ')}</StoredText>
          </Fact>
          <Fact name={t('apis.check.audience')}>
            <StoredText>{grant.audience}</StoredText>
          </Fact>
          <Fact name={t('apis.check.expires')}>
            <Time at={grant.expiresAt} />
          </Fact>
        </>
      )}
    </Facts>
  );
};
