import { Navigate } from 'react-router';
import { useMe } from '../api/session';
import { homeOf } from './navigation';

export default function HomePage() {
  const { organisation } = useMe();
  return <Navigate to={homeOf(organisation.kind)} replace />;
}
