// What somebody may do with a customer's devices, so that the page shows no command that the server
// would refuse (`muster access` prints the table; the server decides).
import type { Kind, Role } from '../api/session';

export interface Rights {
  register: boolean;
  retry: boolean;
  tag: boolean;
  remove: boolean;
}

export function rightsOf(kind: Kind, role: Role, delegated: boolean): Rights {
  const customer = kind === 'customer' && role === 'administrator';
  const partner = (...roles: Role[]) => kind === 'partner' && delegated && roles.includes(role);
  return {
    register: customer || partner('admin_agent', 'sales_agent'),
    retry: customer || partner('admin_agent', 'sales_agent', 'helpdesk_agent'),
    tag: customer || partner('admin_agent', 'helpdesk_agent'),
    remove: customer || partner('admin_agent'),
  };
}
