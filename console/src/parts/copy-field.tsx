import { Button, CopyButton, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
}

/** A value to be copied, such as a secret that is shown once. */
export const CopyField = ({ label, value }: CopyFieldProps) => {
  const { t } = useTranslation();
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Text className="mono" size="sm" style={{ whiteSpace: 'pre-wrap' }}>
          {value}
        </Text>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button
              size="compact-xs"
              variant="light"
              onClick={copy}
              className="no-print"
              flex="none"
              aria-label={`${t('rejected.copy')}: ${label}`}
            >
              {copied ? t('rejected.copied') : t('rejected.copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
    </div>
  );
};
