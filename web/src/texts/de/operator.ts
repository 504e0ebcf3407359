import type { operator as english } from '../en/operator';

export const operator: typeof english = {
  title: 'Betreiber',
};
