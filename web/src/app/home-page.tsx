import { useState } from 'react';
import { Navigate } from 'react-router';
import { useMe } from '../api/session';
import { kept } from './destination';
import { homeOf } from './navigation';

export default function HomePage() {
  const { organisation } = useMe();
  const [goOn] = useState(() => kept.take());
  return <Navigate to={goOn === '/' ? homeOf(organisation.kind) : goOn} replace />;
}
