import { Group, Text } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { StoredText } from '../../parts/stored-text.js';

/** The scopes that a rule needs: one of the alternatives is enough. `null`: there is no rule. */
export const ScopeAlternatives = ({ scopes }: { readonly scopes: readonly (readonly string[])[] | null }) => {
  const { t } = useTranslation();
  if (scopes === null)
    return (
      <Text span size="sm" c="dimmed">
        {t('apis.nothing')}
      </Text>
    );
  return (
    <Group gap={6}>
      {scopes.map((all, index) => (
        <Fragment key={all.join(' ')}>
          {index > 0 && (
            <Text span size="xs" c="dimmed">
              {t('apis.or')}
            </Text>
          )}
          {all.length === 0 ? (
            <Text span size="sm">
              {t('apis.anyToken')}
            </Text>
          ) : (
            <span className="mono">
              <StoredText size="sm">{all.join(' + ')}</StoredText>
            </span>
          )}
        </Fragment>
      ))}
    </Group>
  );
};
