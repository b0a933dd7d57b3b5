import { type RefObject, useEffect, useRef } from 'react';

/** Scrolls what appears into view: in a long dialog it would be below the visible part. */
export const useInView = (): RefObject<HTMLDivElement | null> => {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer browsers return a promise, which is no clean-up of an effect.
    void element.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return element;
};
