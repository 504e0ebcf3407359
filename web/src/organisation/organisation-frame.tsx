// What the pages of one organisation have around them: its name, and the way from one to the other.
import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { ErrorView } from '../components/error-view';
import { Loading } from '../components/loading';
import { PageFrame, type Crumb } from '../components/page-frame';
import { SubMenu } from '../components/sub-menu';
import { useTexts } from '../texts/texts';
import { useOrganisationHere, useOrganisationQuery } from './organisation-here';

interface Props {
  section: string;
  commands?: ReactNode;
  note?: ReactNode;
  children: ReactNode;
}

export function OrganisationFrame({ section, commands, note, children }: Props) {
  const { organisation: texts, operator, audit, webhooks, enrolments, people, access } = useTexts();
  const { data, error, refetch } = useOrganisationQuery();
  const here = useOrganisationHere();
  const crumbs: Crumb[] = here.base === '/organisation' ? [] : [{ text: operator.organisations, to: '/organisations' }];
  if (error) return <PageFrame title={texts.title} crumbs={crumbs}><ErrorView error={error} retry={() => void refetch()} /></PageFrame>;
  if (!data) return <PageFrame title={texts.title} crumbs={crumbs}><Loading /></PageFrame>;
  const pages = [
    here.base !== '/organisation' && { to: here.base, text: operator.overview },
    { to: `${here.base}/people`, text: people.title },
    here.rights.change && { to: `${here.base}/api-access`, text: access.title },
    here.rights.webhooks && { to: `${here.base}/webhooks`, text: webhooks.title },
    here.rights.enrolments && { to: `${here.base}/enrolment-tokens`, text: enrolments.title },
    here.rights.audit && { to: `${here.base}/audit`, text: audit.title },
    { to: `${here.base}/settings`, text: texts.settings },
  ].filter((page) => page !== false);
  return (
    <PageFrame title={data.name} section={section} crumbs={crumbs} above={<SubMenu label={texts.pages} pages={pages} />} note={note} commands={commands}>
      {data.state === 'suspended' && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody><MessageBarTitle>{texts.suspended}</MessageBarTitle>{here.rights.operate ? texts.suspendedOperator : texts.suspendedText}</MessageBarBody>
        </MessageBar>
      )}
      {children}
    </PageFrame>
  );
}
