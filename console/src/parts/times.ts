/** Returns date and time for people, in their zone, such as `29 Nov 2026, 09:30:00`. */
export const dateTime = (at: string | number, language: string): string =>
  new Date(at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium' });

/** Returns date and time with the zone, for readers in another one. */
export const dateTimeWithZone = (at: string, language: string): string =>
  new Date(at).toLocaleString(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  });

export const dateOnly = (at: string, language: string): string =>
  new Date(at).toLocaleDateString(language, { dateStyle: 'medium' });

export const timeOnly = (at: number, language: string): string =>
  new Date(at).toLocaleTimeString(language, { timeStyle: 'short' });

const dayMs = 86_400_000;

/**
 * Returns how many days of the calendar are between today and then: 0 today, 1 tomorrow, whatever the hour. Negative for
 * the days before today.
 */
export const calendarDaysUntil = (at: string | number, now = Date.now()): number => dayOf(at) - dayOf(now);

/** Counts days in the zone of the reader. A day on which the clocks change counts like any other. */
const dayOf = (at: string | number): number => {
  const date = new Date(at);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / dayMs;
};

/** Returns whole days until then, rounded down; negative once it has passed. */
export const wholeDaysUntil = (at: string): number =>
  Math.floor((new Date(at).getTime() - Date.now()) / dayMs);
