import { Radio, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Role, useRoles } from '../session/use-roles.js';

interface RoleChoiceProps {
  readonly role: string | null;
  readonly choose: (role: Role) => void;
}

/** The roles of operators, each with its purpose. */
export const RoleChoice = ({ role: chosen, choose }: RoleChoiceProps) => {
  const { t } = useTranslation();
  const roles = useRoles();
  return (
    <Radio.Group
      label={t('field.role')}
      value={chosen}
      onChange={(name) => {
        const role = roles.find(({ role: known }) => known === name);
        if (role) choose(role);
      }}
      required
    >
      <Stack gap="sm" mt="xs">
        {roles.map(({ role, purpose }) => (
          <Radio key={role} value={role} label={t(`role.${role}`)} description={purpose} />
        ))}
      </Stack>
    </Radio.Group>
  );
};
