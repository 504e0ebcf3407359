import type { customers as english } from '../en/customers';

export const customers: typeof english = {
  title: 'Kunden',
};
