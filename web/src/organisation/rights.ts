// What somebody may do with an organisation, their own or, for an operator, any; so that no page shows a
// command that the server would refuse (`muster access` prints the table; the server decides).
import type { Kind, Role } from '../api/session';

export interface OrganisationRights {
  change: boolean;  ///< its name and settings, its people, tokens and API clients
  webhooks: boolean;
  audit: boolean;
  enrolments: boolean;
  operate: boolean;  ///< suspend, resume, delete
}

export interface Stand {
  role: Role;
  kind: Kind;  ///< of the organisation that it is about
  own: boolean;
  suspended: boolean;
}

const heads: Role[] = ['operator', 'admin_agent', 'administrator', 'publisher'];

export function organisationRights({ role, kind, own, suspended }: Stand): OrganisationRights {
  const head = heads.includes(role);
  const operator = role === 'operator';
  const open = operator || !suspended;
  return {
    change: (own ? head : operator) && open,
    webhooks: own && head && open,
    audit: head || role === 'auditor',
    enrolments: own && kind === 'customer' && role === 'administrator' && open,
    operate: operator && !own,
  };
}
