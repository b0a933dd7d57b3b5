/** Returns the header `Retry-After` of a response that asks for the same request later; else none. */
export const retryLater = (status: number, seconds: number): Readonly<Record<string, string>> =>
  status === 503 || status === 429 ? { 'Retry-After': String(seconds) } : {};
