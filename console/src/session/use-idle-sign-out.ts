import { useIdle } from '@mantine/hooks';
import { useEffect } from 'react';
import { session } from './session.js';

const idleMs = 15 * 60_000;

/** Signs out by itself after 15 minutes without input. */
export const useIdleSignOut = (): void => {
  const idle = useIdle(idleMs);
  useEffect(() => {
    if (idle) session.end('idle');
  }, [idle]);
};
