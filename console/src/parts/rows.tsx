import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

interface RowsProps {
  readonly heads: readonly string[];
  readonly label: string;
  /** Below this width the table scrolls. */
  readonly minWidth?: number;
  readonly children: ReactNode;
}

/** A table that scrolls by itself on a narrow screen. */
export const Rows = ({ heads, label, minWidth = 560, children }: RowsProps) => (
  <Table.ScrollContainer
    minWidth={minWidth}
    // What scrolls takes the focus, also where no row has anything to press.
    scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': label } }}
  >
    <Table striped highlightOnHover verticalSpacing="xs">
      <Table.Thead>
        <Table.Tr>
          {heads.map((head, index) => (
            <Table.Th key={`${head}${String(index)}`}>{head}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>{children}</Table.Tbody>
    </Table>
  </Table.ScrollContainer>
);
