import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { ActionButton, type ActionButtonProps } from './action-button.js';
import { Dialog, type DialogProps } from './dialog.js';

interface DialogButtonProps extends Omit<ActionButtonProps, 'onClick' | 'title'> {
  readonly title: string;
  readonly dialogSize?: DialogProps['size'];
  /** What the dialog shows; a new one each time. It says when it shows something once. */
  readonly form: (close: () => void, showsOnce: (isShown: boolean) => void) => ReactNode;
}

/** A button that opens a dialog with a form. */
export const DialogButton = ({ title, dialogSize = 'md', form, ...button }: DialogButtonProps) => {
  const [opened, { open, close }] = useDisclosure();
  const [isShown, setShown] = useState(false);
  const end = (): void => {
    setShown(false);
    close();
  };
  return (
    <>
      <ActionButton {...button} onClick={open} />
      <Dialog opened={opened} close={end} title={title} size={dialogSize} showsOnce={isShown}>
        {opened && form(end, setShown)}
      </Dialog>
    </>
  );
};
