import { daySeconds } from '../../core/shared/durations.js';
import { invalid } from '../fields.js';

export const defaultOverlapSeconds = 7 * daySeconds;
const overlapSecondsMax = 90 * daySeconds;

/** Returns how long what is replaced stays valid. Throws `ManagementError('invalid')`. */
export const parseOverlap = (seconds: number = defaultOverlapSeconds): number => {
  if (Number.isSafeInteger(seconds) && seconds >= 0 && seconds <= overlapSecondsMax) return seconds;
  throw invalid('overlap', `must be 0 to ${String(overlapSecondsMax / daySeconds)} days`);
};
