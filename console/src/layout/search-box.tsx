import { Combobox, Loader, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../parts/problem-alert.js';
import { StoredText } from '../parts/stored-text.js';
import { find } from './find.js';

const lettersMin = 2;

/** One box for everything that a support call brings. */
export const SearchBox = () => {
  const { t, i18n } = useTranslation();
  const router = useRouter();
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 250);
  const search = useQuery({
    // Causes are in the language of the request.
    queryKey: ['search', asked, i18n.language],
    queryFn: () => find(asked),
    enabled: asked.length >= lettersMin,
  });
  // While the next letters are typed, Enter must not open what the last ones found.
  const found = asked === text.trim() ? search.data : undefined;
  const open = (to: string): void => {
    setText('');
    box.closeDropdown();
    router.history.push(router.history.createHref(`${router.options.basepath ?? ''}${to}`));
  };
  const isEnterPressed = useRef(false);
  const showFound = useEffectEvent(() => {
    const [only, ...others] = found ?? [];
    if (!only) return;
    if (isEnterPressed.current && others.length === 0) open(only.to);
    else box.selectFirstOption();
  });
  // A hit can only be selected once it is shown.
  useEffect(() => showFound(), [found]);
  return (
    <Combobox store={box} onOptionSubmit={open} withinPortal shadow="md">
      <Combobox.Target>
        <TextInput
          type="search"
          aria-label={t('search.label')}
          placeholder={t('search.placeholder')}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={search.isFetching ? <Loader size={16} /> : null}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            isEnterPressed.current = false;
            box.openDropdown();
          }}
          // An id is pasted and sent before the gateway has answered.
          onKeyDown={({ key }) => {
            if (key === 'Enter' && !found) isEnterPressed.current = true;
          }}
          onFocus={() => box.openDropdown()}
          onBlur={() => box.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={text.trim().length < lettersMin}>
        <Combobox.Options aria-label={t('search.label')}>
          {found?.map(({ kind, text: label, to }) => (
            <Combobox.Option key={`${kind} ${to}`} value={to}>
              <Text size="xs" opacity={0.85}>
                {t(`search.kind.${kind}`)}
              </Text>
              <StoredText size="sm">{label}</StoredText>
            </Combobox.Option>
          ))}
          {found?.length === 0 && (
            <Combobox.Empty>
              {t('search.none', { text: asked })} {t('search.hint')}
            </Combobox.Empty>
          )}
          {!found && !search.error && <Combobox.Empty>{t('list.loading')}</Combobox.Empty>}
          {search.error && (
            <Combobox.Empty>
              <ProblemAlert error={search.error} />
            </Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
};
