// The pages of this folder (README.md says how one is added).
import { BookDatabaseRegular } from '@fluentui/react-icons/svg/book-database';
import type { Page } from '../app/page-list';

export const pages: Page[] = [
  {
    path: 'directory',
    load: () => import('./directory-page'),
    menu: { label: (texts) => texts.directory.title, icon: BookDatabaseRegular, kinds: ['supplier'], order: 10 },
  },
];
