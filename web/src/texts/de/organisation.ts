import type { organisation as english } from '../en/organisation';

export const organisation: typeof english = {
  title: 'Organisation',
};
