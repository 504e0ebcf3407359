// The pages of this folder (README.md says how one is added).
import { PeopleTeamRegular } from '@fluentui/react-icons/svg/people-team';
import type { Page } from '../app/page-list';

export const pages: Page[] = [
  {
    path: 'customers',
    load: () => import('./customers-page'),
    menu: { label: (texts) => texts.customers.title, icon: PeopleTeamRegular, kinds: ['partner'], order: 10 },
  },
  { path: 'customers/:customerId', load: () => import('./customer-page') },
];
