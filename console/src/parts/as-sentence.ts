/** Returns what the gateway says as a sentence: without the field before it, which the form shows, and capitalized. */
export const asSentence = (message: string): string => {
  const text = message.replace(/^[\w-]+(?: [\w-]+)?: (?=\S)/, '');
  // The name of a field, such as `clientSecret`, stays as it is.
  const sentence = /^[a-z]+(?![A-Za-z])/.test(text)
    ? `${text.charAt(0).toUpperCase()}${text.slice(1)}`
    : text;
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
};
