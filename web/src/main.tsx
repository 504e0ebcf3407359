import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { makeQueryClient } from './api/queries';
import { makeRouter } from './app/routes';
import { Loading } from './components/loading';
import { NoticesProvider } from './components/notices';
import { TextsProvider } from './texts/texts';
import { ThemeProvider } from './theme/theme';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={makeQueryClient()}>
      <TextsProvider>
        <ThemeProvider>
          <NoticesProvider>
            <Suspense fallback={<Loading />}>
              <RouterProvider router={makeRouter()} />
            </Suspense>
          </NoticesProvider>
        </ThemeProvider>
      </TextsProvider>
    </QueryClientProvider>
  </StrictMode>,
);
