import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session/use-session.js';
import { LeaveWithSecret } from './leave-with-secret.js';

export interface DialogProps {
  readonly opened: boolean;
  readonly close: () => void;
  readonly title: string;
  readonly size?: 'md' | 'lg';
  /** Shows something once: only its own button closes it, and a link asks first. */
  readonly showsOnce?: boolean;
  readonly children: ReactNode;
}

/** A dialog whose button to close it has a name. */
export const Dialog = ({ opened, close, title, size = 'md', showsOnce = false, children }: DialogProps) => {
  const { t } = useTranslation();
  // The Escape of someone who has to sign in again is not meant for the dialog behind.
  const isSignedIn = useSession().kind === 'signed-in';
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={<span className="stored-text">{title}</span>}
      size={size}
      // A slip of the hand: what was typed would be gone.
      closeOnClickOutside={false}
      closeOnEscape={!showsOnce && isSignedIn}
      withCloseButton={!showsOnce}
      closeButtonProps={{ 'aria-label': t('change.close') }}
    >
      {children}
      <LeaveWithSecret hasSecret={opened && showsOnce} />
    </Modal>
  );
};
