// The organisation that a page is about: the one in the address, as the operator sees it, or one's own.
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { api, type Schemas } from '../api/client';
import { useMe } from '../api/session';
import { organisationRights, type OrganisationRights } from './rights';

export type Organisation = Schemas['Organisation'];

export interface OrganisationHere {
  id: string;
  own: boolean;
  organisation: Organisation;
  base: string;  ///< what stands before `/people` in the address
  rights: OrganisationRights;
}

/// For pages within OrganisationPages, which waits until it is known.
export function useOrganisationQuery() {
  const { organisationId } = useParams();
  const { organisation } = useMe();
  const id = organisationId ?? organisation.id;
  return useQuery({
    queryKey: ['organisation', id],
    queryFn: () => api.get('/api/v1/organisations/{organisation_id}', { path: { organisation_id: id } }),
    ...(organisationId === undefined ? { initialData: organisation } : {}),
  });
}

export function useOrganisationHere(): OrganisationHere {
  const { organisationId } = useParams();
  const me = useMe();
  const { data } = useOrganisationQuery();
  const organisation = data ?? me.organisation;
  const own = organisation.id === me.organisation.id;
  return {
    id: organisation.id,
    own,
    organisation,
    base: organisationId === undefined ? '/organisation' : `/organisations/${organisationId}`,
    rights: organisationRights({ role: me.role, kind: organisation.kind, own, suspended: organisation.state === 'suspended' || me.organisation.state === 'suspended' }),
  };
}
