// The pages of one organisation, one's own and, for an operator, any (README.md says how one is added).
import { BuildingRegular } from '@fluentui/react-icons/svg/building';
import type { Page } from '../app/page-list';

const people = () => import('../people/people-page');
const access = () => import('../api-access/api-access-page');
const audit = () => import('../audit/organisation-audit-page');
const settings = () => import('./settings-page');

export const pages: Page[] = [
  {
    path: 'organisation',
    load: () => import('./organisation-start-page'),
    menu: { label: (texts) => texts.organisation.title, icon: BuildingRegular, kinds: ['operator', 'partner', 'customer', 'supplier'], order: 90 },
  },
  { path: 'organisation/people', load: people },
  { path: 'organisation/api-access', load: access },
  { path: 'organisation/webhooks', load: () => import('../webhooks/webhooks-page') },
  { path: 'organisation/webhooks/:webhookId', load: () => import('../webhooks/webhook-page') },
  { path: 'organisation/enrolment-tokens', load: () => import('../enrolment-tokens/own-tokens-page') },
  { path: 'organisation/audit', load: audit },
  { path: 'organisation/settings', load: settings },
  { path: 'customers/:customerId/enrolment-tokens', load: () => import('../enrolment-tokens/customer-tokens-page') },
  { path: 'organisations/:organisationId/people', load: people },
  { path: 'organisations/:organisationId/api-access', load: access },
  { path: 'organisations/:organisationId/audit', load: audit },
  { path: 'organisations/:organisationId/settings', load: settings },
];
