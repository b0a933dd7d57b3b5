import { Button, FileInput, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api as client, bodyOf } from '../../api/client.js';
import { ProblemAlert } from '../../parts/problem-alert.js';
import { Comparison } from './comparison.js';

interface NewDocument {
  readonly document: string;
  readonly basePath: string;
  readonly leaveOut: string;
  readonly scopeMap: string;
}

const nothing: NewDocument = { document: '', basePath: '', leaveOut: '', scopeMap: '' };

const bytesMax = 1024 * 1024;

const bodyWith = ({ document, basePath, leaveOut, scopeMap }: NewDocument) => ({
  document,
  ...(basePath.trim() !== '' && { basePath: basePath.trim() }),
  ...(leaveOut.trim() !== '' && {
    leaveOut: leaveOut
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  }),
  ...(scopeMap.trim() !== '' && { scopeMap }),
});

/** What an import of a new document would change. */
export const CompareForm = ({ api }: { readonly api: string }) => {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(nothing);
  const compare = useMutation({
    mutationFn: () =>
      bodyOf(client.POST('/api/admin/apis/{api}/diff', { params: { path: { api } }, body: bodyWith(typed) })),
  });
  const set = (change: Partial<NewDocument>): void => setTyped({ ...typed, ...change });
  const isTooLarge = new Blob([JSON.stringify(bodyWith(typed))]).size > bytesMax;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    compare.mutate();
  };
  return (
    <Stack>
      <Text c="dimmed">{t('apis.compare.lead')}</Text>
      <form onSubmit={submit}>
        <Stack maw={760}>
          <DocumentFields typed={typed} set={set} isTooLarge={isTooLarge} />
          <ImportFields typed={typed} set={set} />
          <Group>
            <Button type="submit" loading={compare.isPending} disabled={isTooLarge}>
              {t('apis.compare.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
      {compare.error && <ProblemAlert error={compare.error} />}
      {compare.data && <Comparison found={compare.data} />}
    </Stack>
  );
};

interface FieldsProps {
  readonly typed: NewDocument;
  readonly set: (change: Partial<NewDocument>) => void;
}

const DocumentFields = ({ typed, set, isTooLarge }: FieldsProps & { readonly isTooLarge: boolean }) => {
  const { t } = useTranslation();
  return (
    <>
      <FileInput
        label={t('apis.compare.file')}
        description={t('apis.compare.fileHint')}
        accept=".yaml,.yml,.json"
        onChange={(file) => void file?.text().then((document) => set({ document }))}
        maw={420}
      />
      <Textarea
        label={t('apis.compare.document')}
        value={typed.document}
        onChange={(event) => set({ document: event.currentTarget.value })}
        error={isTooLarge && t('apis.compare.tooLarge')}
        classNames={{ input: 'mono' }}
        spellCheck={false}
        rows={8}
        required
      />
    </>
  );
};

const ImportFields = ({ typed, set }: FieldsProps) => {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t('apis.compare.basePath')}
        description={t('apis.compare.basePathHint')}
        value={typed.basePath}
        onChange={(event) => set({ basePath: event.currentTarget.value })}
        maw={420}
        spellCheck={false}
      />
      <Textarea
        label={t('apis.compare.leaveOut')}
        description={t('apis.compare.leaveOutHint')}
        value={typed.leaveOut}
        onChange={(event) => set({ leaveOut: event.currentTarget.value })}
        rows={2}
        maw={420}
        spellCheck={false}
      />
      <Textarea
        label={t('apis.compare.scopeMap')}
        description={t('apis.compare.scopeMapHint')}
        value={typed.scopeMap}
        onChange={(event) => set({ scopeMap: event.currentTarget.value })}
        classNames={{ input: 'mono' }}
        rows={3}
        spellCheck={false}
      />
    </>
  );
};
