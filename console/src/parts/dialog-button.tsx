import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { ActionButton, type ActionButtonProps } from './action-button.js';
import { Dialog, type DialogProps } from './dialog.js';

interface DialogButtonProps extends Omit<ActionButtonProps, 'onClick' | 'title'> {
  readonly title: string;
  readonly dialogSize?: DialogProps['size'];
  readonly showsOnce?: DialogProps['showsOnce'];
  /** What the dialog shows; a new one each time. */
  readonly form: (close: () => void) => ReactNode;
}

/** A button that opens a dialog with a form. */
export const DialogButton = ({
  title,
  dialogSize = 'md',
  showsOnce = false,
  form,
  ...button
}: DialogButtonProps) => {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <ActionButton {...button} onClick={open} />
      <Dialog opened={opened} close={close} title={title} size={dialogSize} showsOnce={showsOnce}>
        {opened && form(close)}
      </Dialog>
    </>
  );
};

/** What a form does with its result: the dialog closes first, so that what comes next opens alone. */
export const afterClosing =
  <Result,>(close: () => void, next: (result: Result) => void) =>
  (result: Result): void => {
    close();
    next(result);
  };
