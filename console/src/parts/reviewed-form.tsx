import { Button, Group, Stack, Title } from '@mantine/core';
import { type ReactNode, type SubmitEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Change } from './change.js';
import { Confirmation } from './confirm-change.js';

interface ReviewedFormProps {
  /** What the fields say now; `null`: nothing is different yet. */
  readonly change: Change | null;
  /** Closes the dialog of the form. */
  readonly close: () => void;
  /** The fields. */
  readonly children: ReactNode;
}

/** A form whose change is shown before it is made. The way back from there leads to the form as it was. */
export const ReviewedForm = ({ change, close, children }: ReviewedFormProps) => {
  const { t } = useTranslation();
  // As it was when it was asked about: a later read of the account must not put another version into it.
  const [asked, setAsked] = useState<Change | null>(null);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setAsked(change);
  };
  return (
    <>
      <form onSubmit={submit} hidden={asked !== null}>
        <Stack>
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('change.cancel')}
            </Button>
            <Button type="submit" disabled={change === null}>
              {t('accounts.review')}
            </Button>
          </Group>
        </Stack>
      </form>
      {asked && <Review change={asked} close={close} back={() => setAsked(null)} />}
    </>
  );
};

interface ReviewProps {
  readonly change: Change;
  readonly close: () => void;
  readonly back: () => void;
}

const Review = ({ change, close, back }: ReviewProps) => {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that was pressed is hidden now: the keyboard continues here.
  useEffect(() => heading.current?.focus(), []);
  return (
    <Stack>
      <Title
        ref={heading}
        order={3}
        size="h5"
        tabIndex={-1}
        className="stored-text"
        style={{ outline: 'none' }}
      >
        {t(`change.${change.kind}.title`, { name: change.of })}
      </Title>
      <Confirmation change={change} close={close} back={back} />
    </Stack>
  );
};
