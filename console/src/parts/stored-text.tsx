import { Text, type TextProps } from '@mantine/core';
import { visibleText } from '../i18n/visible-text.js';

/** Text from the database: shown as text, whatever its direction and length. */
export const StoredText = ({ children, ...rest }: TextProps & { readonly children: string }) => (
  <Text span inherit={rest.size === undefined} {...rest} className="stored-text" dir="auto">
    {visibleText(children)}
  </Text>
);
