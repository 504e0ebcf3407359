// The pages of whoever runs the installation (README.md says how one is added).
import { BuildingMultipleRegular } from '@fluentui/react-icons/svg/building-multiple';
import { HeartPulseRegular } from '@fluentui/react-icons/svg/heart-pulse';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { HomeRegular } from '@fluentui/react-icons/svg/home';
import { PersonKeyRegular } from '@fluentui/react-icons/svg/person-key';
import { SearchRegular } from '@fluentui/react-icons/svg/search';
import type { Page } from '../app/page-list';

export const pages: Page[] = [
  {
    path: 'overview',
    load: () => import('./overview-page'),
    menu: { label: (texts) => texts.operator.overview, icon: HomeRegular, kinds: ['operator'], order: 10 },
  },
  {
    path: 'organisations',
    load: () => import('./organisations-page'),
    menu: { label: (texts) => texts.operator.organisations, icon: BuildingMultipleRegular, kinds: ['operator'], order: 20 },
  },
  { path: 'organisations/:organisationId', load: () => import('./organisation-page') },
  {
    path: 'requests',
    load: () => import('./requests-page'),
    menu: { label: (texts) => texts.operator.requests, icon: SearchRegular, kinds: ['operator'], order: 30 },
  },
  { path: 'requests/:requestId', load: () => import('./requests-page') },
  {
    path: 'audit',
    load: () => import('../audit/all-audit-page'),
    menu: { label: (texts) => texts.audit.title, icon: HistoryRegular, kinds: ['operator'], order: 40 },
  },
  {
    path: 'identity-providers',
    load: () => import('./providers-page'),
    menu: { label: (texts) => texts.operator.providers, icon: PersonKeyRegular, kinds: ['operator'], order: 50 },
  },
  {
    path: 'health',
    load: () => import('./health-page'),
    menu: { label: (texts) => texts.operator.health, icon: HeartPulseRegular, kinds: ['operator'], order: 60 },
  },
];
