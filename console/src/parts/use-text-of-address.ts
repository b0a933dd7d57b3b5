import { useEffect, useRef, useState } from 'react';

interface TextOfAddress {
  readonly text: string;
  /** What is typed, before it is in the address. */
  readonly type: (typed: string) => void;
  /** Called with what is put into the address, so that what is typed meanwhile stays. */
  readonly sent: (typed: string) => void;
}

/**
 * The text of a field that filters by the address. A link and the way back change the address by themselves, and the
 * field follows: otherwise it would show a filter that the list does not have.
 */
export const useTextOfAddress = (inAddress: string): TextOfAddress => {
  const [text, type] = useState(inAddress);
  const last = useRef(inAddress);
  useEffect(() => {
    if (last.current !== inAddress) type(inAddress);
    last.current = inAddress;
  }, [inAddress]);
  const sent = (typed: string): void => {
    last.current = typed;
  };
  return { text, type, sent };
};
