import { Alert, Button, Card, Group, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf, type Schemas } from '../../api/client.js';
import { ActionButton } from '../../parts/action-button.js';
import { CopyField } from '../../parts/copy-field.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import { Rows } from '../../parts/rows.js';
import { StoredText } from '../../parts/stored-text.js';
import { dateTime } from '../../parts/times.js';

type Verification = Schemas['AuditVerification'];

/** The state of the chain: whether an event was changed, removed or inserted, and what no event explains. */
export const ChainState = () => {
  const { t } = useTranslation();
  const [checkpoint, setCheckpoint] = useState('');
  const verify = useMutation({
    mutationFn: async () => {
      const given = checkpoint.trim();
      const query = given === '' ? {} : { checkpoint: given };
      const verification = await bodyOf(api.GET('/api/admin/audit/verify', { params: { query } }));
      return { verification, checkpointId: given.split(':')[0] ?? '' };
    },
  });
  return (
    <Card withBorder>
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t('audit.chain')}
        </Title>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            verify.mutate();
          }}
        >
          <Group align="end">
            <TextInput
              flex="1 1 280px"
              maw={520}
              label={t('audit.checkpoint')}
              description={t('audit.checkpointHint')}
              placeholder="123:4f3d…"
              value={checkpoint}
              onChange={(event) => setCheckpoint(event.currentTarget.value)}
              classNames={{ input: 'mono' }}
              spellCheck={false}
            />
            <ActionButton operation="verifyAudit" type="submit" variant="default" loading={verify.isPending}>
              {t('audit.verify')}
            </ActionButton>
          </Group>
        </form>
        {verify.error && <ProblemAlert error={verify.error} />}
        {verify.data && <Found {...verify.data} />}
      </Stack>
    </Card>
  );
};

interface FoundProps {
  readonly verification: Verification;
  readonly checkpointId: string;
}

const Found = ({ verification, checkpointId }: FoundProps) => {
  const { t, i18n } = useTranslation();
  const { valid, broken, head, anchor, checkpointAt, unexplained } = verification;
  const followed = BigInt(head.id) - BigInt(checkpointAt === null ? head.id : checkpointId);
  return (
    <>
      <Alert color={valid ? 'teal' : 'red'} role={valid ? 'status' : 'alert'}>
        {broken ? (
          <Broken broken={broken} />
        ) : (
          <Intact id={head.id} unexplained={unexplained?.length ?? null} />
        )}
      </Alert>
      {checkpointAt !== null && (
        <Text size="sm">
          {t('audit.checkpointOf', {
            time: dateTime(checkpointAt, i18n.language),
            count: Number(followed),
          })}
        </Text>
      )}
      {!broken && <CopyField label={t('audit.head')} value={`${head.id}:${head.hash}`} />}
      {anchor.id !== '0' && <Text size="sm">{t('audit.archived', { id: anchor.id })}</Text>}
      {unexplained && unexplained.length > 0 && <Unexplained items={unexplained} />}
    </>
  );
};

interface IntactProps {
  readonly id: string;
  /** How many permissions no event explains; `null`: it was not verified. */
  readonly unexplained: number | null;
}

const Intact = ({ id, unexplained }: IntactProps) => {
  const { t } = useTranslation();
  if (unexplained !== null && unexplained > 0)
    return (
      <>
        <Text size="sm" fw={600}>
          {t('audit.intactUnexplained', { count: unexplained })}
        </Text>
        <Text size="sm">{t('audit.unexplainedNext')}</Text>
      </>
    );
  return `${t('audit.intact', { id })} ${unexplained === 0 ? t('audit.allExplained') : ''}`;
};

/** What the gateway says of a checkpoint that is not of its trail. */
const checkpointDiffers = 'the checkpoint has a different hash';

const Broken = ({
  broken: { id, problem, why },
}: {
  readonly broken: NonNullable<Verification['broken']>;
}) => {
  const { t } = useTranslation();
  return (
    <>
      <Text size="sm" fw={600}>
        {why.startsWith(checkpointDiffers)
          ? t('audit.checkpointDiffers')
          : t(`audit.broken.${problem}`, { id })}
      </Text>
      <Text size="sm">{t('audit.evidence', { why })}</Text>
      <Text size="sm" mt="xs">
        {t('audit.brokenNext')}
      </Text>
    </>
  );
};

const shownMax = 50;

const Unexplained = ({ items }: { readonly items: NonNullable<Verification['unexplained']> }) => {
  const { t } = useTranslation();
  const [isWhole, setIsWhole] = useState(false);
  return (
    <>
      <Text fw={600}>{t('audit.unexplained', { count: items.length })}</Text>
      <Rows
        label={t('audit.chain')}
        heads={[t('audit.target'), t('audit.what'), t('audit.recorded'), t('audit.found')]}
      >
        {items.slice(0, isWhole ? items.length : shownMax).map(({ target, what, recorded, found }) => (
          <Table.Tr key={`${target} ${what}`}>
            <Table.Td>
              <StoredText>{target}</StoredText>
            </Table.Td>
            <Table.Td>{what}</Table.Td>
            <Table.Td>
              <StoredText>{recorded ?? '–'}</StoredText>
            </Table.Td>
            <Table.Td>
              <StoredText>{found}</StoredText>
            </Table.Td>
          </Table.Tr>
        ))}
      </Rows>
      {items.length > shownMax && !isWhole && (
        <Button variant="default" onClick={() => setIsWhole(true)}>
          {t('audit.showAll')}
        </Button>
      )}
    </>
  );
};
