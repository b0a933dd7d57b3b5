import { useEffect } from 'react';
import { session } from './session.js';

const idleMs = 15 * 60_000;
const checkMs = 15_000;
const inputs = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart', 'scroll'] as const;

/**
 * Signs out by itself after 15 minutes without input. It compares times, because timers stand still while the machine
 * sleeps: the first input after that would otherwise go on with the session.
 */
export const useIdleSignOut = (): void => {
  useEffect(() => {
    let lastInputAtMs = Date.now();
    const check = (): void => {
      if (Date.now() - lastInputAtMs >= idleMs) session.end('idle');
    };
    const noteInput = (): void => {
      check();
      lastInputAtMs = Date.now();
    };
    const timer = setInterval(check, checkMs);
    const listening = new AbortController();
    const options = { capture: true, passive: true, signal: listening.signal };
    for (const input of inputs) window.addEventListener(input, noteInput, options);
    document.addEventListener('visibilitychange', check, options);
    return () => {
      clearInterval(timer);
      listening.abort();
    };
  }, []);
};
