// The pages of this folder (README.md says how one is added).
import type { Page } from '../app/page-list';

export const pages: Page[] = [];
