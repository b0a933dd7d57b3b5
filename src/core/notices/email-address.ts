/** RFC 5321 section 4.5.3.1. */
const localCharactersMax = 64;
const charactersMax = 254;

/** An atom of RFC 5322 section 3.2.3: no quotation, no space, no line break, and nothing that begins a second address. */
const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const pattern = new RegExp(`^(${atom}(?:\\.${atom})*)@${label}(?:\\.${label})+$`);

/** Returns whether a text is one plain e-mail address, which can stand in a header and in an SMTP command as it is. */
export const isEmailAddress = (text: string): boolean => {
  const [, local] = pattern.exec(text) ?? [];
  return local !== undefined && local.length <= localCharactersMax && text.length <= charactersMax;
};
