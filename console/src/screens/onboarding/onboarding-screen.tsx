import { Stepper } from '@mantine/core';
import { useDidUpdate } from '@mantine/hooks';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveWithSecret } from '../../parts/leave-with-secret.js';
import { NeedsScopes } from '../../parts/needs-scopes.js';
import { Screen } from '../../parts/screen.js';
import { AccountStep } from './account-step.js';
import { CertificateStep } from './certificate-step.js';
import { CredentialStep } from './credential-step.js';
import type { HandOver } from './hand-over.js';
import { HandOverSheet } from './hand-over-sheet.js';

/** Account, credential, certificate and hand-over sheet, one after the other. */
export const OnboardingScreen = () => {
  const { t } = useTranslation();
  const [step, setStep] = useState(0);
  const [made, setMade] = useState<HandOver>({});
  const steps = useRef<HTMLDivElement>(null);
  // The button that was pressed is gone with its step: the keyboard continues in the next one.
  useDidUpdate(() => steps.current?.focus(), [step]);
  const next = (part: HandOver): void => {
    setMade({ ...made, ...part });
    setStep(step + 1);
  };
  const again = (): void => {
    setMade({});
    setStep(0);
  };
  return (
    <Screen title={t('onboarding.title')}>
      <LeaveWithSecret hasSecret={made.clientSecret !== undefined || made.zipPassword !== undefined} />
      <NeedsScopes operations={['createAccount']} />
      <div ref={steps} tabIndex={-1} style={{ outline: 'none' }}>
        <Stepper active={step} allowNextStepsSelect={false} size="sm">
          <Stepper.Step label={t('onboarding.steps.account')} allowStepSelect={false}>
            <AccountStep next={next} />
          </Stepper.Step>
          <Stepper.Step label={t('onboarding.steps.credential')} allowStepSelect={false}>
            {made.account && <CredentialStep account={made.account} next={next} />}
          </Stepper.Step>
          <Stepper.Step label={t('onboarding.steps.certificate')} allowStepSelect={false}>
            {made.account && (
              <CertificateStep account={made.account} next={next} later={t('onboarding.skip')} />
            )}
          </Stepper.Step>
          <Stepper.Step label={t('onboarding.steps.handOver')} allowStepSelect={false}>
            {made.account && (
              <HandOverSheet handOver={made} again={again} another={t('onboarding.another')} />
            )}
          </Stepper.Step>
        </Stepper>
      </div>
    </Screen>
  );
};
