import type { register as english } from '../en/register';

export const register: typeof english = {
  title: 'Geräte registrieren',
};
