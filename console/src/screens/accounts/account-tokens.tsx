import { Button, Group, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import type { Change } from '../../parts/change.js';
import { ConfirmChange } from '../../parts/confirm-change.js';
import { PageList } from '../../parts/page-list.js';
import { QueryView } from '../../parts/query-view.js';
import { Rows } from '../../parts/rows.js';
import { EndedBadge } from '../../parts/status-badge.js';
import { Time } from '../../parts/time.js';
import { ownerOf } from '../../session/use-session.js';
import { revokeToken, revokeTokensOf } from './token-changes.js';

type Account = Schemas['Account'];
type Ask = (change: Change) => void;
type FoundToken = Extract<Schemas['SearchResult']['items'][number], { readonly type: 'token' }>;

interface AccountTokensProps {
  readonly account: Account;
  /** The id of a token that was found elsewhere; '' for none. */
  readonly searched: string;
}

/** Tokens of an account: one is found by its id, and those of each client id are revoked together. */
export const AccountTokens = ({ account, searched }: AccountTokensProps) => {
  const { t } = useTranslation();
  const [change, setChange] = useState<Change | null>(null);
  return (
    <Stack gap="lg">
      <Title order={2} size="h4">
        {t('tokens.one')}
      </Title>
      <FindToken account={account} searched={searched} ask={setChange} />
      <Title order={2} size="h4">
        {t('tokens.byClientId')}
      </Title>
      <TokensByClientId account={account} ask={setChange} />
      <ConfirmChange change={change} close={() => setChange(null)} />
    </Stack>
  );
};

interface PartProps {
  readonly account: Account;
  readonly ask: Ask;
}

const FindToken = ({ account, searched, ask }: PartProps & AccountTokensProps) => {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(searched);
  const [id, setId] = useState(searched);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setId(typed.trim());
  };
  return (
    <>
      <form onSubmit={submit}>
        <Group align="end">
          <TextInput
            flex="1 1 280px"
            maw={520}
            label={t('tokens.id')}
            description={t('tokens.idHint')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            classNames={{ input: 'mono' }}
            minLength={2}
            spellCheck={false}
            required
          />
          <Button type="submit" variant="default">
            {t('tokens.find')}
          </Button>
        </Group>
      </form>
      {id !== '' && <Found id={id} account={account} ask={ask} />}
    </>
  );
};

const Found = ({ id, account, ask }: PartProps & { readonly id: string }) => {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: ['token', id],
    queryFn: () => bodyOf(api.GET('/api/admin/search', { params: { query: { q: id } } })),
  });
  return (
    <QueryView query={query}>
      {({ items }) => {
        const token = items.find((item): item is FoundToken => item.type === 'token');
        if (token === undefined) return <Text c="dimmed">{t('tokens.none')}</Text>;
        if (token.accountId !== account.id)
          return (
            <Text>
              {t('tokens.ofAnother')}{' '}
              <Link
                to="/accounts/$account"
                params={{ account: token.accountId }}
                search={{ tab: 'tokens', token: token.tokenId }}
                className="plain-link"
              >
                {token.accountId}
              </Link>
            </Text>
          );
        return <TokenRow token={token} account={account} ask={ask} />;
      }}
    </QueryView>
  );
};

const TokenRow = ({ token, account, ask }: PartProps & { readonly token: FoundToken }) => {
  const { t } = useTranslation();
  const hasExpired = Date.parse(token.expiresAt) < Date.now();
  const isRevoked = token.revokedAt !== null;
  return (
    <Rows
      label={t('tokens.one')}
      heads={[
        t('tokens.id'),
        t('field.clientId'),
        t('field.contract'),
        t('tokens.issued'),
        t('field.expires'),
        '',
      ]}
    >
      <Table.Tr>
        <Table.Td className="mono">{token.tokenId}</Table.Td>
        <Table.Td className="mono">{token.clientId ?? t('tokens.ofUser')}</Table.Td>
        <Table.Td>{token.contract}</Table.Td>
        <Table.Td>
          <Time at={token.issuedAt} />
        </Table.Td>
        <Table.Td>
          <Group gap="xs" wrap="nowrap">
            <Time at={token.expiresAt} />
            {hasExpired && <EndedBadge status="expired" />}
            {!hasExpired && isRevoked && <EndedBadge status="revoked" />}
          </Group>
        </Table.Td>
        <Table.Td>
          <ActionButton
            operation="revokeTokens"
            owner={ownerOf(account)}
            size="xs"
            ends
            disabled={hasExpired || isRevoked}
            onClick={() => ask(revokeToken(token.tokenId))}
          >
            {t('certificates.revoke')}
          </ActionButton>
        </Table.Td>
      </Table.Tr>
    </Rows>
  );
};

const TokensByClientId = ({ account, ask }: PartProps) => {
  const { t } = useTranslation();
  return (
    <PageList
      name={['credentials', account.id]}
      load={(cursor) =>
        bodyOf(
          api.GET('/api/admin/accounts/{account}/credentials', {
            params: { path: { account: account.id }, query: cursor === undefined ? {} : { cursor } },
          }),
        )
      }
      empty={t('accounts.noCredentials')}
    >
      {(items) => (
        <Rows
          label={t('tokens.byClientId')}
          heads={[t('field.clientId'), t('field.label'), t('field.lastUsed'), '']}
        >
          {items.map(({ clientId, label, secrets }) => (
            <Table.Tr key={clientId}>
              <Table.Td className="mono">{clientId}</Table.Td>
              <Table.Td>{label || '–'}</Table.Td>
              <Table.Td>
                <Time at={lastOf(secrets.map(({ lastUsedAt }) => lastUsedAt))} />
              </Table.Td>
              <Table.Td>
                <ActionButton
                  operation="revokeTokens"
                  owner={ownerOf(account)}
                  size="xs"
                  ends
                  onClick={() => ask(revokeTokensOf(clientId))}
                >
                  {t('tokens.revokeOf')}
                </ActionButton>
              </Table.Td>
            </Table.Tr>
          ))}
        </Rows>
      )}
    </PageList>
  );
};

const lastOf = (times: readonly (string | null)[]): string | null =>
  times.reduce<string | null>((last, at) => (at !== null && (last === null || at > last) ? at : last), null);
