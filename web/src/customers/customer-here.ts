// The customer that a page is about: the one in the address, or the organisation that somebody acts
// for where that is a customer itself.
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { api } from '../api/client';
import { useMe } from '../api/session';
import { useTexts } from '../texts/texts';
import type { Crumb } from '../components/page-frame';
import { rightsOf, type Rights } from './rights';

export interface CustomerHere {
  id: string;
  name: string;
  base: string;  ///< what stands before `/devices` in the address
  crumbs: Crumb[];
  rights: Rights;
}

export function useCustomerHere(): CustomerHere {
  const { customerId } = useParams();
  const { customers } = useTexts();
  const { organisation, role } = useMe();
  const id = customerId ?? organisation.id;
  const { data } = useQuery({
    queryKey: ['customer', id],
    queryFn: () => api.get('/api/v1/customers/{customer_id}', { path: { customer_id: id } }),
    enabled: customerId !== undefined,
  });
  if (customerId === undefined) {
    return { id, name: organisation.name, base: '', crumbs: [], rights: rightsOf(organisation.kind, role, true) };
  }
  const name = data?.name ?? '…';
  const base = `/customers/${customerId}`;
  return {
    id,
    name,
    base,
    crumbs: [{ text: customers.title, to: '/customers' }, { text: name, to: base }],
    rights: rightsOf(organisation.kind, role, data?.delegated_administration ?? false),
  };
}
