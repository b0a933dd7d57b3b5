/** No clock steps further (ntpd: 1000 seconds). */
const clockStep = `interval '1000 seconds'`;

/** SQL: whether a record `t` is further ahead of the clock than that, so that it was planted. */
export const isFutureDatedRecord = `t.issued_at >= now() + ${clockStep}`;
