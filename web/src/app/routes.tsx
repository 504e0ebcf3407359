// Which address is which page. Each page is loaded when it is gone to; those within the shell are
// not even named before somebody is signed in.
import { createBrowserRouter, useRouteError, type RouteObject } from 'react-router';
import type { ComponentType } from 'react';
import { ErrorView } from '../components/error-view';
import { Loading } from '../components/loading';

function Failed() {
  return <ErrorView error={useRouteError()} retry={() => location.reload()} />;
}

type Load = () => Promise<{ default: ComponentType }>;
const page = (path: string, load: Load): RouteObject => ({
  path,
  lazy: async () => ({ Component: (await load()).default }),
  ErrorBoundary: Failed,
  HydrateFallback: Loading,
});

export function makeRouter() {
  return createBrowserRouter(
    [
      page('/sign-in', () => import('../sign-in/sign-in-page')),
      page('/set-up', () => import('../links/set-up-page')),
      page('/password-reset', () => import('../links/password-reset-page')),
      page('/invitation', () => import('../links/invitation-page')),
      page('/relationship-request', () => import('../links/relationship-request-page')),
      page('/device', () => import('../device-code/device-code-page')),
      {
        ...page('/', () => import('./shell')),
        id: 'shell',
        children: [{ index: true, lazy: async () => ({ Component: (await import('./home-page')).default }) }],
      } as RouteObject,
    ],
    {
      patchRoutesOnNavigation: async ({ patch, path }) => {
        if (entryPaths.includes(path)) return;
        const { pages } = await import('./navigation');
        patch('shell', [
          ...pages.map(({ path: inner, load }) => page(inner, load)),
          page('*', () => import('./not-found-page')),
        ]);
      },
    },
  );
}

const entryPaths = ['/sign-in', '/set-up', '/password-reset', '/invitation', '/relationship-request', '/device'];
