import { List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.js';
import type { Preview } from '../../parts/change.js';
import { dateTime } from '../../parts/times.js';
import { KeyTimeline } from './key-timeline.js';
import { type PlannedKey, plannedKeys } from './planned-keys.js';

type SigningKey = Schemas['SigningKey'];

interface KeyPreviewProps {
  readonly keys: readonly SigningKey[];
  readonly preview: Preview;
  readonly use: SigningKey['use'];
  /** Only keys with this algorithm are affected. */
  readonly algorithm: string;
}

/** The timeline as a change would leave it, and its times in words. */
export const KeyPreview = ({ keys, preview, use, algorithm }: KeyPreviewProps) => {
  const { t, i18n } = useTranslation();
  const planned = plannedKeys(keys, preview, use).filter(
    (key) => key.algorithm === algorithm && key.use === use && key.state !== 'retired',
  );
  const sentence = ({ kid, isNew, activatesAt, retiresAt, revokedAt }: PlannedKey): string | null => {
    const at = (time: string): string => dateTime(time, i18n.language);
    // A dry run makes a key with another id than the rotation will.
    if (isNew) return t('certificates.plan.signsFrom', { time: at(activatesAt) });
    if (revokedAt !== null) return t('certificates.plan.revoked', { kid });
    return retiresAt === null ? null : t('certificates.plan.validUntil', { kid, time: at(retiresAt) });
  };
  const sentences = planned.map(sentence).filter((text) => text !== null);
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {t('certificates.plan.title')}
      </Text>
      <KeyTimeline keys={planned} />
      <List size="sm">
        {sentences.map((text) => (
          <List.Item key={text}>{text}</List.Item>
        ))}
      </List>
    </Stack>
  );
};
