import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';
import type { Operation, OperatorScope } from '../api/permissions.js';
import { type Owner, scopesFor, useLackingScope } from '../session/use-session.js';
import { useMissingScope } from './missing-scope.js';

export interface ActionButtonProps extends ButtonProps {
  /** What the button does, by its `operationId`: who lacks the scope for it cannot press it. */
  readonly operation: Operation;
  readonly owner?: Owner;
  /** The scope that is needed, where it depends on more than the operation and the owner. */
  readonly needed?: OperatorScope;
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
  needed,
  ends,
  onClick,
  ...given
}: ActionButtonProps) => {
  const rest = { ...given, ...(ends && { color: 'red', variant: 'light' }) };
  const lacking = useLackingScope(needed ? [needed] : scopesFor(operation, owner));
  const missing = useMissingScope(lacking ?? 'admin:write');
  if (lacking === null) return <Button {...rest} {...(onClick && { onClick })} />;
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
