import { Card, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** A part of the screen with its heading, which is there while the part is loading too. */
export const HomeCard = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <Card withBorder>
    <Stack gap="xs">
      <Title order={2} size="h5">
        {title}
      </Title>
      {children}
    </Stack>
  </Card>
);
