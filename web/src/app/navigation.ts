// The pages that are seen within the shell, and the menu that follows the organisation's kind.
import { pages as account } from '../account/pages';
import type { Kind } from '../api/session';
import { pages as batches } from '../batches/pages';
import { pages as customers } from '../customers/pages';
import { pages as devices } from '../devices/pages';
import { pages as directory } from '../directory/pages';
import { pages as operator } from '../operator/pages';
import { pages as organisation } from '../organisation/pages';
import { pages as relationships } from '../relationships/pages';
import type { Page } from './page-list';

export const pages: Page[] = [...account, ...customers, ...devices, ...batches, ...relationships, ...directory, ...organisation, ...operator];

export function menuOf(kind: Kind): Page[] {
  return pages
    .filter((page) => page.menu?.kinds.includes(kind))
    .sort((a, b) => (a.menu?.order ?? 0) - (b.menu?.order ?? 0));
}

/// Where somebody of such an organisation begins.
export function homeOf(kind: Kind): string {
  return `/${menuOf(kind)[0]?.path ?? 'account'}`;
}
