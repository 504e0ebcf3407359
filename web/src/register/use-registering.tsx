// The way into the fly-in that registers devices, for the pages that offer it.
import { lazy, Suspense, useState, type ReactNode } from 'react';
import type { CustomerHere } from '../customers/customer-here';

const RegisterPanel = lazy(() => import('./register-panel'));

export function useRegistering(customer: CustomerHere): { begin(): void; panel: ReactNode } {
  const [isOpen, setOpen] = useState(false);
  return {
    begin: () => setOpen(true),
    panel: isOpen && (
      <Suspense fallback={null}>
        <RegisterPanel customer={customer} onClose={() => setOpen(false)} />
      </Suspense>
    ),
  };
}
