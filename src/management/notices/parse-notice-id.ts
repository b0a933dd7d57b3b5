import { invalid } from '../fields.js';

/** Parses the id of a recipient or a delivery. */
export const parseNoticeId = (text: string, field: 'recipient' | 'delivery'): string => {
  if (!/^[1-9]\d{0,17}$/.test(text)) throw invalid(field, `must be the number of a ${field}, such as 3`);
  return text;
};
