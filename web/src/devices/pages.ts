// The pages of this folder (README.md says how one is added).
import { LaptopRegular } from '@fluentui/react-icons/svg/laptop';
import type { Page } from '../app/page-list';

const load = () => import('./devices-page');

export const pages: Page[] = [
  { path: 'devices', load, menu: { label: (texts) => texts.devices.title, icon: LaptopRegular, kinds: ['customer'], order: 10 } },
  { path: 'customers/:customerId/devices', load },
];
