import { Accordion, List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type ApprovableAction, approvalNeeds } from '../../api/permissions.js';
import { kinds } from './subject.js';

type Need = (typeof approvalNeeds)[ApprovableAction];
const needs = ['always', 'operators'] as const satisfies readonly Need[];

/** Which changes need a second operator, by the rules of the gateway. */
export const ChangesNeedingApproval = () => {
  const { t } = useTranslation();
  return (
    <Accordion variant="contained" order={2}>
      <Accordion.Item value="which">
        <Accordion.Control>{t('approvals.which.title')}</Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">
            {needs.map((need) => (
              <div key={need}>
                <Text size="sm" fw={600}>
                  {t(`approvals.which.${need}`)}
                </Text>
                <List size="sm">
                  {changesWith(need).map((kind) => (
                    <List.Item key={kind}>{t(`approvals.changes.${kind}`)}</List.Item>
                  ))}
                </List>
              </div>
            ))}
            <Text size="sm">{t('approvals.which.never')}</Text>
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
};

/** Signing requests with and without a ZIP have one text. */
const changesWith = (need: Need): readonly (typeof kinds)[ApprovableAction][] => {
  const actions = Object.keys(approvalNeeds) as ApprovableAction[];
  return [
    ...new Set(actions.filter((action) => approvalNeeds[action] === need).map((action) => kinds[action])),
  ];
};
