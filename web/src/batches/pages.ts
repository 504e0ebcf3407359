// The pages of this folder (README.md says how one is added).
import { ArrowUploadRegular } from '@fluentui/react-icons/svg/arrow-upload';
import type { Page } from '../app/page-list';

const list = () => import('./batches-page');
const one = () => import('./batch-page');

export const pages: Page[] = [
  { path: 'uploads', load: list, menu: { label: (texts) => texts.batches.title, icon: ArrowUploadRegular, kinds: ['customer'], order: 20 } },
  { path: 'customers/:customerId/uploads', load: list },
  { path: 'uploads/:batchId', load: one },
  { path: 'customers/:customerId/uploads/:batchId', load: one },
];
