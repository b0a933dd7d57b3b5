import { useRef } from 'react';
import { idempotencyKey } from '../api/client.js';

/**
 * Returns one idempotency key for each choice: pressing a button again after a lost answer does not make the change
 * twice.
 */
export const useIdempotencyKeys = (): ((choice?: string) => string) => {
  const keys = useRef(new Map<string, string>());
  return (choice = '') => {
    const key = keys.current.get(choice) ?? idempotencyKey();
    keys.current.set(choice, key);
    return key;
  };
};
