import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface ReviewButtonsProps {
  readonly close: () => void;
  /** Nothing is different yet. */
  readonly disabled?: boolean;
}

/** The end of a form whose change is shown before it is made. */
export const ReviewButtons = ({ close, disabled = false }: ReviewButtonsProps) => {
  const { t } = useTranslation();
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={close}>
        {t('change.cancel')}
      </Button>
      <Button type="submit" disabled={disabled}>
        {t('merchants.review')}
      </Button>
    </Group>
  );
};
