import { SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** Names and values, as a definition list in columns. */
export const Facts = ({ children }: { readonly children: ReactNode }) => (
  <SimpleGrid component="dl" cols={{ base: 1, xs: 2, md: 3 }} m={0}>
    {children}
  </SimpleGrid>
);

export const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <Text component="dt" size="xs" c="dimmed">
      {name}
    </Text>
    <Text component="dd" m={0} size="sm" className="stored-text">
      {children}
    </Text>
  </div>
);
