import { useRef, useState } from 'react';
import { ApiError } from '../api/api-error.js';
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

/**
 * One idempotency key for a form, whatever is typed: after a lost answer, a corrected form must not make a second thing
 * unnoticed. Once the gateway has said so, the next attempt has another key.
 */
export const useIdempotencyKey = (): {
  readonly key: string;
  readonly renewIfReused: (error: Error) => void;
} => {
  const [key, setKey] = useState(idempotencyKey);
  const renewIfReused = (error: Error): void => {
    if (error instanceof ApiError && error.code === 'reused') setKey(idempotencyKey());
  };
  return { key, renewIfReused };
};
