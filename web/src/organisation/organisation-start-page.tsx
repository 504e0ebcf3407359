import { Navigate } from 'react-router';

export default function OrganisationStartPage() {
  return <Navigate to="/organisation/people" replace />;
}
