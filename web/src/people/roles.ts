// Which roles an organisation of a kind has, the one that may do everything first (`muster access`).
import type { Kind, Role } from '../api/session';

const roles: Record<Kind, Role[]> = {
  operator: ['operator', 'auditor'],
  partner: ['admin_agent', 'sales_agent', 'helpdesk_agent'],
  customer: ['administrator', 'reader'],
  supplier: ['publisher', 'reader'],
};

export const rolesOf = (kind: Kind): Role[] => roles[kind];
export const headOf = (kind: Kind): Role => rolesOf(kind)[0] as Role;
