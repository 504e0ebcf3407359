import type { relationships as english } from '../en/relationships';

export const relationships: typeof english = {
  title: 'Partner',
};
