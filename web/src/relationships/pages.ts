// The pages of this folder (README.md says how one is added).
import { HandshakeRegular } from '@fluentui/react-icons/svg/handshake';
import type { Page } from '../app/page-list';

export const pages: Page[] = [
  {
    path: 'partners',
    load: () => import('./partners-page'),
    menu: { label: (texts) => texts.relationships.title, icon: HandshakeRegular, kinds: ['customer'], order: 40 },
  },
];
