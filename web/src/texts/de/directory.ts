import type { directory as english } from '../en/directory';

export const directory: typeof english = {
  title: 'Verzeichnis',
};
