import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';
import type { Operation } from '../api/permissions.js';
import { type Owner, scopeFor, useScope } from '../session/use-session.js';
import { useMissingScope } from './missing-scope.js';

export interface ActionButtonProps extends ButtonProps {
  /** What the button does, by its `operationId`: who lacks the scope for it cannot press it. */
  readonly operation: Operation;
  readonly owner?: Owner;
  /** Whether it takes something away: it looks like it. */
  readonly ends?: true;
  readonly type?: 'button' | 'submit';
  readonly onClick?: () => void;
  readonly children: ReactNode;
}

/** A button that changes something. Without the scope for that, it says so, also to the keyboard. */
export const ActionButton = ({
  operation,
  owner = 'merchant',
  ends,
  onClick,
  ...given
}: ActionButtonProps) => {
  const rest = { ...given, ...(ends && { color: 'red', variant: 'light' }) };
  const scope = scopeFor(operation, owner);
  const isAllowed = useScope(scope);
  const missing = useMissingScope(scope);
  if (isAllowed) return <Button {...rest} {...(onClick && { onClick })} />;
  return (
    <Tooltip label={missing} multiline w={320} events={{ hover: true, focus: true, touch: true }}>
      <Button
        {...rest}
        data-disabled
        aria-disabled
        // Also keeps a form from being sent with the Enter key.
        onClick={(event: MouseEvent) => event.preventDefault()}
      />
    </Tooltip>
  );
};
