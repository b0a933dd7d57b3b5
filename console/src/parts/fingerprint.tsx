import { Text } from '@mantine/core';

const digitsShown = 16;

/** The first digits of a fingerprint; the whole one is in the title and in what a copy takes. */
export const Fingerprint = ({ value }: { readonly value: string }) => (
  <Text span className="mono" size="sm" title={value}>
    {value.slice(0, digitsShown)}…
  </Text>
);
